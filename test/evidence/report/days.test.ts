/** A report on a long period joins what each day's examination wrote, and says the same as one that reads every event. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readCsv } from "../../../lib/csv/read-csv.ts";
import { hoursLater } from "../../../lib/evidence/hours.ts";
import type { BuiltReport } from "../../../lib/evidence/report/build-report.ts";
import { drawOverDays } from "../../../lib/evidence/report/days/draw-over-days.ts";
import { examineDays } from "../../../lib/evidence/report/days/examine-days.ts";
import { type ExaminedDay, VERSION } from "../../../lib/evidence/report/days/examined-day.ts";
import { verifyPackage } from "../../../verifier/verify.mjs";
import { openFiles } from "../../tamper/base.ts";
import { type MemoryStore, memoryStore } from "../helpers/memory-store.ts";
import { anArchive, FIRST, oneOfEveryType } from "./helpers/a-month.ts";
import { build, packageOf } from "./helpers/build.ts";

const RECORD = "reports/days/2026/08/03.2.jsonl.gz";
const PERIOD = { from: FIRST, to: "2026-08-04T23" };
let scratch: string;
let store: MemoryStore;
let pem: string;
let fromDays: BuiltReport;
let fromEvents: BuiltReport;

const examine = (into: MemoryStore, hasTime = () => true) =>
  examineDays({
    ...{ store: into, codeVersion: "1.0.0+abc", scratch, hasTime },
    putOnce: (key, { file }) => into.putOnce(key, readFileSync(file)),
  });

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "samltrail-days-"));
  ({ store, pem } = await anArchive({ [hoursLater(FIRST, 13)]: oneOfEveryType() }, undefined, 40));
  await examine(store);
  [fromDays, fromEvents] = await Promise.all([
    build(store, { period: PERIOD, basis: "days" }),
    build(store, { period: PERIOD }),
  ]);
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe("examining days", () => {
  test("writes of each day that is rolled up a record and the rows of its populations, gzipped, named by their hash", () => {
    const keys = [...store.objects.keys()].filter((key) => key.startsWith("reports/days/")).sort();
    expect(keys.filter((key) => key.endsWith(".jsonl.gz"))).toEqual([RECORD, "reports/days/2026/08/04.2.jsonl.gz"]);
    for (const key of keys.filter((each) => each.endsWith(".csv.gz"))) {
      const content = store.objects.get(key) ?? Buffer.alloc(0);
      expect(key).toContain(`-${createHash("sha256").update(content).digest("hex")}.csv.gz`);
    }
    const logins = keys.find((key) => key.startsWith("reports/days/2026/08/03/logins-")) ?? "";
    const rows = readCsv(gunzipSync(store.objects.get(logins) ?? Buffer.alloc(0)).toString("utf8"));
    expect(rows).toHaveLength(1 + 12);
  });

  test("again finds nothing to do; with a new archive it writes the same bytes", async () => {
    const before = new Map(store.objects);
    expect(await examine(store)).toEqual([]);
    const other = memoryStore([...before].filter(([key]) => !key.startsWith("reports/")));
    expect(await examine(other)).toEqual(["2026-08-03", "2026-08-04"]);
    expect(other.objects).toEqual(before);
  });

  test("without time leaves the rest to the next run", async () => {
    const other = memoryStore([...store.objects].filter(([key]) => !key.startsWith("reports/")));
    let asked = 0;
    const once = () => {
      asked += 1;
      return asked === 1;
    };
    expect(await examine(other, once)).toEqual(["2026-08-03"]);
    expect(await examine(other)).toEqual(["2026-08-04"]);
  });
});

describe("a report from days", () => {
  test("says what the report from events says, test by test, number by number", () => {
    const { report } = fromDays;
    expect(report.complete).toBe(true);
    for (const part of ["summary", "sections", "series", "coverage", "accessReview", "exceptionsFile"] as const) {
      expect(report[part]).toEqual(fromEvents.report[part]);
    }
    expect(report.populations.map(({ name, events }) => [name, events])).toEqual(
      fromEvents.report.populations.map(({ name, events }) => [name, events]),
    );
  });

  test("says that no event was read again, and names every file of rows with its hash", async () => {
    expect(JSON.stringify(fromDays.report.notCovered)).toContain("Reading the events again");
    const files = await packageOf(store, fromDays);
    const page = files.get("report.html")?.toString("utf8") ?? "";
    expect(page).toContain("This report joins those days, and did not read the events again.");
    expect(page).not.toContain("could be read again");
    const [, ...rows] = readCsv(files.get("population-files.csv")?.toString("utf8") ?? "");
    expect(rows.length).toBeGreaterThan(8);
    for (const { cells } of rows) {
      const content = store.objects.get(cells[3] ?? "") ?? Buffer.alloc(0);
      expect([String(content.length), createHash("sha256").update(content).digest("hex")]).toEqual(cells.slice(4));
    }
    expect([...files.keys()].filter((path) => path.startsWith("events/") || path.startsWith("populations/"))).toEqual(
      [],
    );
  });

  test("is in a package whose seals and proofs verify", async () => {
    const lines: string[] = [];
    const files = await packageOf(store, fromDays);
    const code = verifyPackage(openFiles(files), { key: pem, head: undefined }, (mark, what) =>
      lines.push(`${mark} ${what}`),
    );
    expect(lines.filter((line) => line.startsWith("WRONG"))).toEqual([]);
    expect(lines).toContain("ok proofs");
    expect(code).toBe(3);
  });

  test("draws a sample with proofs", () => {
    const { events } = fromDays.report.sample;
    expect(events.filter(({ population }) => population === "logins")).toHaveLength(5);
    expect(events.every(({ proven }) => proven)).toBe(true);
  });

  test("made again gives the same bytes", async () => {
    const [one, two] = await Promise.all([
      packageOf(store, fromDays),
      build(store, { period: PERIOD, basis: "days" }).then((built) => packageOf(store, built)),
    ]);
    expect([...one].filter(([path, content]) => !two?.get(path)?.equals(content)).map(([path]) => path)).toEqual([]);
  });
});

describe("a day that cannot be used", () => {
  const damaged = async (change: (objects: Map<string, Buffer>) => void) => {
    const other = memoryStore(store.objects);
    change(other.objects);
    const { report } = await build(other, { period: PERIOD, basis: "days" });
    expect(report.complete).toBe(false);
    expect(report.sections[0]?.tests.find(({ id }) => id === "counts-agree")?.result).toBe("exceptions");
    return report.unread;
  };
  const record = () => gunzipSync(store.objects.get(RECORD) ?? Buffer.alloc(0)).toString("utf8");

  test("because it was never examined is named on the first page", async () => {
    const unread = await damaged((objects) => objects.delete(RECORD));
    expect(unread).toEqual([expect.objectContaining({ kind: "day-missing", where: RECORD })]);
  });

  test.each([
    [
      "because its record is cut short",
      () => gzipSync(record().split("\n").slice(0, -3).join("\n")),
      "its hours are not",
    ],
    ["because its record is none", () => gzipSync("nothing"), "not valid JSON"],
    ["because its record is no gzip", () => Buffer.from("nothing"), "incorrect header check"],
    [
      "because it names another seal",
      () => gzipSync(record().replace(/"seal":"../, '"seal":"00')),
      "it names other seals than the period has",
    ],
  ])("%s is named", async (_, content, words) => {
    const unread = await damaged((objects) => objects.set(RECORD, content()));
    expect(unread).toEqual([expect.objectContaining({ kind: "day-unreadable", what: expect.stringContaining(words) })]);
  });

  test("whose counts were changed is found by the seals' own", async () => {
    const other = memoryStore(store.objects);
    other.objects.set(RECORD, gzipSync(record().replace('"Login Succeeded":1', '"Login Succeeded":2')));
    const { report } = await build(other, { period: PERIOD, basis: "days" });
    const counts = report.sections[0]?.tests.find(({ id }) => id === "counts-agree");
    expect(counts?.listed.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^Login Succeeded: the seals state/),
    ]);
  });
});

test("a sample over days follows their sizes, and leaves out nobody", () => {
  const day = (name: string, events: number): ExaminedDay => ({
    ...{ kind: "examined-day", version: VERSION, day: name, codeVersion: "1", hours: [] },
    populations: [{ name: "logins", events, key: "", bytes: 0, sha256: "0".repeat(64) }],
    sample: {
      seed: "0".repeat(64),
      size: 25,
      events: Array.from({ length: Math.min(25, events) }, (_, number) => ({
        ...{ population: "logins" as const, eventId: `${name} ${number}`, type: "Login Succeeded", occurredAt: "" },
        ...{ hour: `${name}T00`, leaf: "0".repeat(64) },
      })),
    },
  });
  const days = [day("2026-08-01", 900), day("2026-08-02", 100), day("2026-08-03", 0)];
  const shares = Array.from({ length: 40 }, (_, seed) => drawOverDays(days, `seed ${seed}`, 10)).flat();
  const onFirst = shares.filter(({ hour }) => hour.startsWith("2026-08-01")).length;
  // 400 draws, nine of ten on the first day: 360, with a standard deviation of 6.
  expect([shares.length, Math.abs(onFirst - 360) < 30]).toEqual([400, true]);
  const all = drawOverDays([day("2026-08-01", 3), day("2026-08-02", 2)], "seed", 10);
  expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(5);
});
