/** `samltrail report` at the command line: what it writes, what it says, and its exit codes. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { reportCommand } from "../../../cli/report/report-command.ts";
import { verifyCommand } from "../../../cli/verify/verify-command.ts";
import { readCsv } from "../../../lib/csv/read-csv.ts";
import { csv } from "../../../lib/csv/write-csv.ts";
import { reportModel } from "../../../lib/evidence/report/report.ts";
import type { MemoryStore } from "../../evidence/helpers/memory-store.ts";
import { anArchive, PERIOD, writeTo } from "../../evidence/report/helpers/a-month.ts";
import { runCommand } from "../../helpers/run-command.ts";

let folder: string;
let store: MemoryStore;
const at = (...names: readonly string[]) => join(folder, ...names);
const period = ["--from", PERIOD.from, "--to", PERIOD.to, "--framework", "soc2"];

async function command(...args: readonly string[]) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const surroundings = { out: print, error: print, now: new Date("2026-09-01T08:00:00.000Z") };
  const code = await runCommand({ report: reportCommand, verify: verifyCommand }, args, surroundings);
  return { code, text: lines.join("\n") };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-report-cli-"));
  const made = await anArchive();
  store = made.store;
  writeTo(at("bucket"), store.objects);
  writeFileSync(at("key.pem"), made.pem);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a report that is complete", () => {
  test("ends with 0, sums up each criterion, and leaves nothing beside the package", async () => {
    const { code, text } = await command(
      "report",
      ...period,
      "--folder",
      at("bucket"),
      "--out",
      at("whole"),
      "--without-names",
    );
    expect(text).toMatch(/^108 events in 27 sealed hours: 27 logins, 27 refused attempts/m);
    for (const criterion of ["CC2.1", "CC6.1", "CC8.1"]) expect(text).toMatch(new RegExp(`^ {2}${criterion} `, "m"));
    expect(text).toContain("verify it with the head heads/2026/08/04/18.json");
    expect(code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
    const report = reportModel.parse(JSON.parse(readFileSync(at("whole", "report.json"), "utf8")));
    expect(report).toMatchObject({ complete: true, summary: { logins: 27 } });
  });

  test("verifies as a zip, and the manifest says when and by whom it was made", async () => {
    const made = await command(
      "report",
      ...period,
      "--folder",
      at("bucket"),
      "--out",
      at("r.zip"),
      "--by",
      "dana",
      "--without-names",
    );
    expect(made.code).toBe(0);
    const { code, text } = await command("verify", at("r.zip"), "--key", at("key.pem"), "--quiet");
    expect([code, text]).toEqual([
      3,
      expect.stringMatching(/^OPEN {5}verdict {2}self-consistent only: there is no head/),
    ]);
    const manifest = JSON.parse(readFileSync(at("whole", "manifest.json"), "utf8"));
    expect(manifest.generation.at).toBe("2026-09-01T08:00:00.000Z");
  });

  test("from days asks for whole days, for nothing that needs the events, and names days that were never examined", async () => {
    const fromDays = (to: string, ...more: readonly string[]) =>
      command(
        ...["report", "--from", "2026-08-03T12", "--to", to, "--framework", "soc2", "--from-days", "--without-names"],
        ...["--folder", at("bucket"), "--out", at(`days-${to}`), ...more],
      );
    expect(await fromDays("2026-08-03T14")).toMatchObject({
      code: 2,
      text: expect.stringContaining("joins whole days"),
    });
    const withPeople = await fromDays("2026-08-03", "--people", at("none.csv"));
    expect(withPeople).toMatchObject({ code: 2, text: expect.stringContaining("does not read") });
    const missing = await fromDays("2026-08-03");
    expect(missing.code).toBe(1);
    expect(missing.text).toMatch(/NOT COMPLETE: 1 things.*\n {2}day-missing {2}reports\/days\/2026\/08\/03.2.jsonl.gz/);
  });

  test("says so where names are left out for want of a table", async () => {
    const { text } = await command("report", ...period, "--folder", at("bucket"), "--out", at("nameless"));
    expect(text).toMatch(/^names are left out: name the stack/);
  });
});

describe("a report that is not", () => {
  test("ends with 1 where something could not be read, which comes first", async () => {
    const [lost = ""] = [...store.objects.keys()].filter((key) => key.startsWith("events/2026/08/03/20/"));
    writeTo(
      at("lossy"),
      [...store.objects].filter(([key]) => key !== lost),
    );
    const { code, text } = await command(
      "report",
      ...period,
      "--folder",
      at("lossy"),
      "--out",
      at("partial"),
      "--without-names",
    );
    expect(code).toBe(1);
    expect(text).toMatch(/^NOT COMPLETE: 2 things could not be read\n {2}object-missing {2}events\/2026\/08\/03\/20/m);
    expect(text).toContain(`missing in the archive: ${lost}`);
  });

  test("describes an altered object by the bytes that it has, not by its name", async () => {
    const [altered = ""] = [...store.objects.keys()].filter((key) => key.startsWith("events/2026/08/03/20/"));
    const content = Buffer.from('{"forged":true}\n');
    writeTo(at("forged"), [...store.objects, [altered, content]]);
    const { code, text } = await command(
      ...["report", ...period, "--folder", at("forged"), "--out", at("as-it-is"), "--without-names"],
    );
    expect(code).toBe(1);
    expect(text).toMatch(/^NOT COMPLETE: .*\n {2}object-altered {2}events\/2026\/08\/03\/20/m);
    const { files } = JSON.parse(readFileSync(at("as-it-is", "manifest.json"), "utf8"));
    expect(files).toContainEqual({
      path: altered,
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    });
    const verified = await command("verify", at("as-it-is"), "--key", at("key.pem"));
    expect(verified.code).toBe(1);
    expect(verified.text).toContain(altered);
  });

  test.each([
    [
      "the period is not sealed",
      () => ["--from", PERIOD.from, "--to", "2026-09-30", "--folder", at("bucket")],
      /sealed up to/,
    ],
    [
      "the package is there already",
      () => [...period.slice(0, 4), "--folder", at("bucket")],
      /is there already/,
      "whole",
    ],
    [
      "the package is there already, before a bucket is looked at that has nothing",
      () => [...period.slice(0, 4), "--folder", at("nowhere")],
      /is there already/,
      "whole",
    ],
    [
      "the list of people is none",
      () => [...period.slice(0, 4), "--folder", at("bucket"), "--people", at("key.pem")],
      /expected the columns person/,
    ],
    [
      "the access log is not there",
      () => [...period.slice(0, 4), "--folder", at("bucket"), "--access-log", at("none")],
      /none is not there/,
    ],
    [
      "the framework is another",
      () => [...period.slice(0, 4), "--folder", at("bucket"), "--framework", "iso"],
      /expected --framework soc2/,
    ],
    [
      "the sample is too large",
      () => [...period.slice(0, 4), "--folder", at("bucket"), "--sample", "5000"],
      /--sample: expected/,
    ],
    ["nothing is named to read", () => period.slice(0, 4), /which stack\? Say --stack local/],
  ])("ends with 2 where %s, and says why", async (_, args, words, out = "none-of-it") => {
    const { code, text } = await command(
      "report",
      "--framework",
      "soc2",
      ...args(),
      "--out",
      at(out),
      "--without-names",
    );
    expect([code, text]).toEqual([2, expect.stringMatching(words)]);
    expect(readdirSync(folder)).not.toContain("none-of-it");
  });
});

describe("read-review", () => {
  function fill(decision: string): string {
    const [head, ...rows] = readCsv(readFileSync(at("whole", "access-review.csv"), "utf8")).map(({ cells }) => cells);
    const filled = rows.map((cells) =>
      cells.map(
        (cell, column) =>
          ({ decision, rationale: "on call for this service", reviewer: "dana" })[head?.[column] ?? ""] ?? cell,
      ),
    );
    writeFileSync(at("filled.csv"), csv(head ?? [], filled));
    return at("filled.csv");
  }

  test("accepts what owners filled in, and with --check records nothing", async () => {
    const { code, text } = await command("report", "read-review", fill("keep"), "--check");
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(/1 decisions, 1 keep, 0 change, 0 revoke; nothing is wrong/),
    ]);
  });

  test("names each line that is not filled in, and ends with 1", async () => {
    const { code, text } = await command("report", "read-review", at("whole", "access-review.csv"), "--check");
    expect([code, text]).toEqual([1, expect.stringMatching(/line 2 \(1 of 1, demo-readers\): decision is empty/)]);
  });

  test("needs to know where to record it", async () => {
    expect(await command("report", "read-review", fill("keep"))).toMatchObject({
      code: 2,
      text: expect.stringMatching(/--environment/),
    });
    expect(await command("report", "read-review", at("no.csv"), "--check")).toMatchObject({ code: 1 });
  });
});
