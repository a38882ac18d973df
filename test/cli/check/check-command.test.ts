import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkCommand } from "../../../cli/check/check-command.ts";
import { NOW } from "../../fixtures/configuration.ts";
import { privateKeyPem } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { type StageOnDisk, stageOnDisk } from "./stage-on-disk.ts";

let stage: StageOnDisk;

beforeAll(() => {
  stage = stageOnDisk();
});

afterAll(() => stage.remove());

async function run(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const surroundings = {
    out: (line: string) => lines.push(line),
    error: (line: string) => errors.push(line),
    now: NOW,
  };
  const code = await runCommand({ check: checkCommand }, ["check", ...args], surroundings);
  return { code, text: lines.join("\n"), errors: errors.join("\n") };
}

const check = (options: ResponseOptions, ...args: string[]) =>
  run(stage.write("response.xml", buildResponse(options).xml), "--config", stage.config, ...args);

/** The name of each step with its outcome, as the report for machines lists them. */
const outcomes = (text: string) =>
  (JSON.parse(text).steps as { name: string; outcome: string }[]).map(({ name, outcome }) => `${name} ${outcome}`);

describe("a response that would be let in", () => {
  test("is accepted with exit code 0, and the report says who, signed by what, with which roles", async () => {
    const { code, text } = await check({});
    expect(code).toBe(0);
    expect(text).toMatch(/^judged at 2026-08-03T10:00:00.000Z, from XML; identity provider: acme$/m);
    expect(text).toMatch(/^accepted$/m);
    expect(text).toMatch(/^ {2}role {9}admin > arn:aws:iam::123456789012:role\/samltrail-acme-admin$/m);
    expect(text).toMatch(/^ {2}signed {7}both, \S+#rsa-sha256$/m);
  });

  test("shows each step of a login up to its roles, with its time", async () => {
    const { text } = await check({});
    const steps = [...text.matchAll(/^ {2}([a-z0-9-]+) +ok +(\d+\.\d\d) ms$/gm)].map(([, name]) => name);
    expect(steps).toEqual([
      "read-form",
      "inspect-xml",
      "validate-schema",
      "check-status",
      "select-identity-provider",
      "decrypt-assertion",
      "verify-with-libxml2",
      "verify-with-samlify",
      "compare-readings",
      "check-response",
      "check-subject-confirmation",
      "check-conditions",
      "check-authn-statement",
      "match-request",
      "read-identity",
      "resolve-roles",
    ]);
  });

  test("warns where the certificate it was signed with is past its dates", async () => {
    expect((await check({})).text).not.toContain("warning");
    const { code, text } = await check({ signing: { key: "acme-rsa-next", keyInfo: ["acme-rsa-next.expired"] } });
    expect([code, text]).toEqual([0, expect.stringMatching(/^ {2}warning {6}certificate-expired$/m)]);
  });

  test("may be encrypted, where the key is given", async () => {
    const key = stage.write("key.pem", privateKeyPem("service-decryption"));
    expect((await check({ encrypt: {} })).code).toBe(1);
    expect((await check({ encrypt: {} }, "--decryption-key", key)).code).toBe(0);
  });

  test("may have to answer a certain request, or none", async () => {
    const asked = { inResponseTo: "_request-1" };
    expect((await check(asked, "--in-response-to", "_request-1")).code).toBe(0);
    expect((await check(asked, "--in-response-to", "_request-2")).text).toContain("in-response-to (unknown-request)");
    expect((await check(asked, "--in-response-to", "none")).code).toBe(1);
    expect((await check({}, "--in-response-to", "none")).code).toBe(0);
  });
});

describe("a response that would be refused", () => {
  test("is refused with exit code 1, with its step, reason, what was found, what was expected and the remedy", async () => {
    const { code, text } = await check({ flaws: ["audience-of-another-service"] });
    expect(code).toBe(1);
    expect(text).toMatch(/^refused$/m);
    expect(text).toMatch(/^ {2}step {9}check-conditions$/m);
    expect(text).toMatch(/^ {2}reason {7}audience \(/m);
    expect(text).toMatch(/^ {2}found {8}\S/m);
    expect(text).toMatch(/^ {2}expected {5}https:\/\/sp\.example\.test\/saml\/metadata$/m);
    expect(text).toMatch(/^ {2}what to do {3}\S/m);
    expect(text).toMatch(/^ {2}more {9}docs\/login-failures\.md#audience$/m);
    expect(text).toMatch(/^ {2}read-identity +-$/m);
  });

  test("by a clock that is ahead, the remedy says by how much, and what would allow it", async () => {
    const { text } = await check({ at: new Date(NOW.getTime() + 200_000) });
    expect(text).toContain("clock is 140 s ahead or more; correct it, or allow it with clockSkewSeconds: 140.");
  });

  test("for its age, is judged as of the instant that is given", async () => {
    const later = await check({}, "--at", "2026-08-03T11:00:00Z");
    expect([later.code, later.text.includes("expired")]).toEqual([1, true]);
    expect((await check({}, "--at", "2026-08-03T10:01:00Z")).code).toBe(0);
  });

  test("is the same report for machines", async () => {
    const { code, text } = await check({ flaws: ["audience-of-another-service"] }, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      outcome: "refused",
      identityProvider: "acme",
      refusal: { step: "check-conditions", reason: "audience" },
      accepted: null,
    });
    expect(outcomes(text)).toContain("check-conditions refused");
    expect(outcomes(text).filter((line) => line.endsWith("not-reached"))).toHaveLength(4);
  });
});

describe("what cannot be judged ends with exit code 2 and one clear message:", () => {
  test("a file that is not there", async () => {
    const { code, errors } = await run("nowhere.xml", "--config", stage.config);
    expect([code, errors]).toEqual([2, expect.stringContaining("nowhere.xml cannot be read")]);
  });

  test("no stage file", async () => {
    const { code, errors } = await run("nowhere.xml");
    expect([code, errors]).toEqual([2, expect.stringContaining("expected --config")]);
  });

  test("a stage file with a fault", async () => {
    const config = stage.write("faulty.yaml", "stage: [");
    const { code, errors } = await run(stage.write("r.xml", "<r/>"), "--config", config);
    expect([code, errors]).toEqual([2, expect.stringContaining("faulty.yaml")]);
  });

  test("an instant that is none", async () => {
    const { code, errors } = await check({}, "--at", "yesterday");
    expect([code, errors]).toEqual([2, expect.stringContaining("found yesterday")]);
  });

  test("a key that is none", async () => {
    const { code, errors } = await check({}, "--decryption-key", stage.config);
    expect([code, errors]).toEqual([2, expect.stringContaining("not a private key in PEM")]);
  });

  test("a file without a response", async () => {
    const { code, errors } = await run(stage.write("letter.txt", "Dear all,"), "--config", stage.config);
    expect([code, errors]).toEqual([2, expect.stringContaining("expected raw XML, base64, a form body")]);
  });

  test("two files", async () => {
    expect((await run("a", "b", "--config", stage.config)).code).toBe(2);
  });
});
