import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { exportCommand } from "../../../cli/export/export-command.ts";
import { parseEvent } from "../../../lib/events/catalogue.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { HOUR, type People, startPeople } from "../erase/evidence-of-people.ts";

let people: People;

beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people.stop());
beforeEach(() => {
  process.env.LOGIN_LEDGER_TABLE = LEDGER;
  people.standIn.delivered.length = 0;
});

const take = (name: string, ...args: readonly string[]) =>
  people.run(exportCommand, "--from", HOUR, "--to", HOUR, "--out", join(people.folder, name), ...args);
const WHO = ["--environment", "dev", "--by", "an auditor"];
const manifestOf = (name: string) => join(people.folder, name, "manifest.json");

test("what is taken out of a stack is recorded there, by the hash of the package's manifest", async () => {
  expect(await take("recorded", ...WHO)).toMatchObject({ code: 0 });
  const { sha256 } = JSON.parse(readFileSync(manifestOf("recorded"), "utf8")) as { sha256: string };
  expect(people.standIn.delivered.map(({ detail }) => parseEvent(detail))).toMatchObject([
    {
      metadata: { type: "Evidence Exported", environment: "dev" },
      data: {
        kind: "package",
        period: { from: HOUR, to: HOUR },
        manifestHash: sha256,
        names: "left-out",
        by: "an auditor",
      },
    },
  ]);
});

test("an export that cannot be recorded has no manifest, and is no package", async () => {
  process.env.LOGIN_LEDGER_TABLE = "not-there";
  await expect(take("unrecorded", ...WHO)).rejects.toThrow();
  expect(existsSync(manifestOf("unrecorded"))).toBe(false);
});

test("an export without a stack to record it in is refused before anything is read", async () => {
  delete process.env.LOGIN_LEDGER_TABLE;
  const { code, text } = await take("nowhere", "--bucket", "evidence", ...WHO);
  expect(text).toContain("which stack? Say --stack local, --outputs <file>, or set LOGIN_LEDGER_TABLE");
  expect(code).toBe(2);
  expect(existsSync(join(people.folder, "nowhere"))).toBe(false);
  process.env.LOGIN_LEDGER_TABLE = LEDGER;
  expect(await take("nowhere")).toMatchObject({ code: 2, text: expect.stringContaining("expected --environment") });
});

test("a copy on disk was taken out before: there is nobody to tell", async () => {
  const copy = join(people.standIn.directory, "s3", "evidence", "objects");
  expect(await take("copy", "--folder", copy)).toMatchObject({ code: 0 });
  expect(people.standIn.delivered).toEqual([]);
});
