/** Where a package goes is looked at before anything else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { exportCommand } from "../../../cli/export/export-command.ts";
import { requireFree } from "../../../cli/export/target.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-target-"));
  for (const made of ["package", "folder.zip", "empty"]) mkdirSync(at(made));
  writeFileSync(at("package/manifest.json"), "{}");
  writeFileSync(at("taken.zip"), "another's");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a target", () => {
  test.each(["package", "taken.zip", "folder.zip"])(
    "that is taken is refused before a bucket is looked at: %s",
    async (taken) => {
      const lines: string[] = [];
      const say = (line: string) => void lines.push(line);
      const period = ["--from", "2026-08-03T12", "--to", "2026-08-03T14"];
      const code = await exportCommand.run([...period, "--folder", at("nowhere"), "--out", at(taken)], {
        ...{ out: say, error: say, now: new Date("2026-08-04T00:00:00.000Z") },
      });
      expect([code, lines]).toEqual([1, [`${at(taken)} is there already`]]);
    },
  );

  test("that is not there, or is an empty folder, is free", async () => {
    await expect(requireFree(at("new"))).resolves.toBeUndefined();
    await expect(requireFree(at("empty"))).resolves.toBeUndefined();
  });

  test("below a file is not said to be there", async () => {
    await expect(requireFree(at("taken.zip/new"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});
