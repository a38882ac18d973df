import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Surroundings } from "../../cli/command.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { summarize } from "../../cli/config/summarize.ts";
import { runCommand } from "../../cli/run-command.ts";
import { certificate } from "./helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "./helpers/metadata.ts";
import { MAPPINGS, NOW, STAGE, type StageFolder, stageFolder } from "./helpers/stage-folder.ts";

let folder: StageFolder;

beforeAll(() => {
  const children = keyDescriptor(certificate("rsa-2048").base64) + singleSignOn("https://idp.test/sso");
  folder = stageFolder({
    "stage.yaml": STAGE,
    "mappings.yaml": MAPPINGS,
    "wrong.yaml": STAGE.replace("clockSkewSeconds: 30", "clockSkewSeconds: 900"),
    "trust/okta.xml": entity({ children }),
  });
});

afterAll(() => folder.remove());

async function samltrail(...args: readonly string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const surroundings: Surroundings = { out: (line) => out.push(line), error: (line) => error.push(line), now: NOW };
  const code = await runCommand(COMMANDS, args, surroundings);
  const text = (lines: readonly string[]) => lines.join("\n").replaceAll(`${folder.path}/`, "");
  return { code, out: text(out), error: text(error) };
}

describe("samltrail config", () => {
  test("says what a configuration that is in order amounts to", async () => {
    const { code, out, error } = await samltrail("config", `${folder.path}/stage.yaml`);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out.replace(/certificate [0-9a-f]{16}/, "certificate …")).toBe(`stage.yaml: the configuration is in order
stage local, environment dev
service provider https://sp.test/metadata
1 identity provider
  okta: Okta (https://idp.test/metadata)
    may start a login itself; signs in at https://idp.test/sso
    certificate …: valid until 2060-01-01, 12205 days
    1 mapping of 1 SAML role
1 role mapping, 1 of them for dev`);
  });

  test("lists what is wrong, and answers no", async () => {
    expect(await samltrail("config", `${folder.path}/wrong.yaml`)).toEqual({
      code: 1,
      out: "",
      error:
        "the configuration cannot be used: wrong.yaml:16:5: identityProviders[0].clockSkewSeconds: expected at most 300, found 900",
    });
  });

  test("checks another trust folder and a base URL when told to", async () => {
    const { code, error } = await samltrail(
      "config",
      `${folder.path}/stage.yaml`,
      "--trust",
      `${folder.path}/nowhere`,
      "--base-url",
      "http://sp.test",
    );
    expect(code).toBe(1);
    expect(error).toContain('base URL: expected https (http only on a loopback address), found "http://sp.test"');
    expect(error).toContain("nowhere/okta.xml: expected SAML metadata, but there is no such file");
  });

  test("says how to name the trust folder where there is none beside the stage file", async () => {
    const elsewhere = stageFolder({ "stage.yaml": STAGE, "mappings.yaml": MAPPINGS });
    rmSync(join(elsewhere.path, "trust"), { recursive: true });
    const { code, error } = await samltrail("config", join(elsewhere.path, "stage.yaml"));
    elsewhere.remove();
    expect(code).toBe(1);
    expect(error).toContain("/trust: --trust names another (npm start makes .samltrail/trust)");
  });

  test.each([
    ["2059-12-20", "warn", "valid until 2060-01-01, 12 days: SOON"],
    ["2060-01-01", "warn", "EXPIRED on 2060-01-01: still accepted, with a warning"],
    ["2060-01-01", "refuse", "EXPIRED on 2060-01-01: logins signed with it are refused"],
    ["2019-06-01", "warn", "valid from 2020-01-01 to 2060-01-01"],
  ] as const)("on %s (%s) calls a certificate %s", async (day, expiredCertificates, words) => {
    const configuration = await folder.load();
    const identityProviders = configuration.identityProviders.map((each) => ({ ...each, expiredCertificates }));
    const lines = summarize("stage.yaml", { ...configuration, identityProviders }, new Date(`${day}T00:00:00Z`));
    expect(lines.join("\n")).toContain(words);
  });

  test("shows text from metadata without control characters", async () => {
    const configuration = await folder.load();
    const identityProviders = configuration.identityProviders.map((each) => ({ ...each, name: "\u001b[31mred" }));
    expect(summarize("stage.yaml", { ...configuration, identityProviders }, NOW).join("\n")).toContain(
      "\\u{1b}[31mred",
    );
  });
});

describe("a command line that makes no sense exits with 2 and says so", () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["no command", [], "samltrail: expected a command"],
    ["a misspelt command", ["confg"], "samltrail: there is no command confg; did you mean config?"],
    ["a command that resembles none", ["\u001b[2Jdance"], "samltrail: there is no command \\u{1b}[2Jdance"],
    ["a property of every object", ["constructor"], "samltrail: there is no command constructor"],
    ["no stage file", ["config"], "samltrail: expected one stage file, as in: samltrail config config/local.yaml"],
    [
      "two stage files",
      ["config", "a", "b"],
      "samltrail: expected one stage file, as in: samltrail config config/local.yaml",
    ],
    ["an unknown option", ["config", "a", "--x"], "samltrail: Unknown option '--x'"],
    ["an option without its value", ["config", "a", "--trust"], "samltrail: Option '--trust <value>' argument missing"],
  ];

  test.each(cases)("%s", async (_, args, message) => {
    const { code, out, error } = await samltrail(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error.startsWith(message)).toBe(true);
    expect(error.endsWith("samltrail --help lists what there is")).toBe(true);
  });
});

describe("help", () => {
  test("lists the commands", async () => {
    expect(await samltrail("--help")).toEqual({
      code: 0,
      error: "",
      out: expect.stringContaining("  config        check a stage file, its mappings and its trust material"),
    });
  });

  test.each(Object.keys(COMMANDS))("of %s says what it takes", async (name) => {
    const { code, out } = await samltrail(name, "anything", "--help");
    expect(code).toBe(0);
    expect(out.startsWith(`usage: samltrail ${name} `)).toBe(true);
  });
});
