import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkCommand } from "../../../cli/check/check-command.ts";
import { ENTITY_IDS, NOW, SERVICE_PROVIDER } from "../../fixtures/configuration.ts";
import { certificatePem } from "../../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../../fixtures/saml-response.ts";
import { runCommand } from "../../helpers/run-command.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-batch-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A case as a corpus has it (shared/corpora/README.md): its own clock, provider and service provider. */
const aCase = (id: string, more: object = {}, options: ResponseOptions = {}) => ({
  id,
  samlResponse: Buffer.from(buildResponse(options).xml).toString("base64"),
  at: NOW.toISOString(),
  identityProvider: { entityId: ENTITY_IDS.acme, certificates: [certificatePem("acme-rsa")] },
  serviceProvider: { entityId: SERVICE_PROVIDER.entityId, acsUrl: SERVICE_PROVIDER.acsUrl },
  inResponseTo: "any",
  ...more,
});

async function check(...cases: (object | string)[]) {
  const file = join(folder, "cases.jsonl");
  const results = join(folder, "results.jsonl");
  writeFileSync(file, cases.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("\n"));
  const lines: string[] = [];
  const surroundings = { out: (line: string) => lines.push(line), error: (line: string) => lines.push(line), now: NOW };
  const code = await runCommand({ check: checkCommand }, ["check", "--batch", file, "--out", results], surroundings);
  const verdicts = readFileSync(results, "utf8")
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { code, text: lines.join("\n"), verdicts };
}

const EXPIRED = { at: "2026-08-03T12:00:00Z" };

describe("a corpus", () => {
  test("is right where every verdict is the expected one", async () => {
    const { code, text } = await check(
      aCase("genuine", { expect: "accept" }),
      aCase("old", { ...EXPIRED, expect: "reject", reason: "expired" }),
    );
    expect([code, text]).toEqual([0, "2 judged, 1 accepted, 0 wrong verdicts, 0 for another reason than named"]);
  });

  test("is wrong where one that must be refused is accepted, or the reverse; each is named", async () => {
    const { code, text } = await check(
      aCase("genuine", { expect: "reject" }),
      aCase("old", { ...EXPIRED, expect: "accept" }),
    );
    expect(code).toBe(1);
    expect(text).toContain("WRONG genuine: accept");
    expect(text).toMatch(/WRONG old: reject at [a-z-]+, expired \(/);
  });

  test("with another reason than named raises a question and no more", async () => {
    const { code, text } = await check(aCase("old", { ...EXPIRED, expect: "reject", reason: "audience" }));
    expect([code, text]).toEqual([0, expect.stringContaining("the corpus says audience")]);
  });

  test("that cannot be judged in part says which line and why, and judges the rest", async () => {
    const { code, text, verdicts } = await check("{", "{}", aCase("genuine", { at: "soon" }), aCase("genuine"));
    expect(code).toBe(2);
    expect(text).toContain("line 1 could not be judged: not JSON");
    expect(text).toContain("line 2 could not be judged: id:");
    expect(text).toContain("line 3 could not be judged: at:");
    expect(verdicts).toHaveLength(1);
  });

  test("leaves one line a case for machines", async () => {
    const { verdicts } = await check(
      aCase("genuine"),
      aCase("asked", { inResponseTo: "_other" }, { inResponseTo: "_request" }),
    );
    expect(verdicts).toEqual([
      expect.objectContaining({ id: "genuine", outcome: "accept", reason: null, nameId: "ada@acme.example" }),
      expect.objectContaining({ id: "asked", outcome: "reject", step: "match-request", reason: "in-response-to" }),
    ]);
  });
});

test("a corpus that is not there ends with exit code 2", async () => {
  const errors: string[] = [];
  const surroundings = { out: () => {}, error: (line: string) => errors.push(line), now: NOW };
  expect(await runCommand({ check: checkCommand }, ["check", "--batch", "nowhere.jsonl"], surroundings)).toBe(2);
  expect(errors.join()).toContain("nowhere.jsonl cannot be read");
});
