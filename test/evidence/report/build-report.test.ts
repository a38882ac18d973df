import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { canonicalJson } from "../../../lib/archive/canonical-json.ts";
import { readCsv } from "../../../lib/csv/read-csv.ts";
import { EVENT_TYPES } from "../../../lib/events/catalogue.ts";
import { leafHash } from "../../../lib/evidence/merkle.ts";
import type { BuiltReport } from "../../../lib/evidence/report/build-report.ts";
import { assessmentResults } from "../../../lib/evidence/report/oscal.ts";
import { POPULATION_NAMES, populationOf } from "../../../lib/evidence/report/populations.ts";
import { reportModel } from "../../../lib/evidence/report/report.ts";
import { verifyPackage } from "../../../verifier/verify.mjs";
import { aLoginFailed } from "../../helpers/events.ts";
import { type Files, openFiles } from "../../tamper/base.ts";
import { type MemoryStore, memoryStore } from "../helpers/memory-store.ts";
import { anArchive, FIRST, inHour, oneOfEveryType, PERIOD } from "./helpers/a-month.ts";
import { build, packageOf, resultOf } from "./helpers/build.ts";

const EVERY_TYPE_IN = "2026-08-03T18";
let store: MemoryStore;
let pem: string;
let built: BuiltReport;
let files: Files;

const text = (path: string, from: Files = files): string => from.get(path)?.toString("utf8") ?? "";
const linesOf = (path: string): readonly string[] => text(path).split("\n").slice(0, -1);

beforeAll(async () => {
  ({ store, pem } = await anArchive({ [EVERY_TYPE_IN]: oneOfEveryType() }));
  built = await build(store);
  files = await packageOf(store, built);
});

describe("a report", () => {
  test("is canonical JSON that fits its own schema", () => {
    const json = text("report.json");
    expect(canonicalJson(reportModel.parse(JSON.parse(json)))).toBe(json);
  });

  test("is in a package that verifies, by the key from elsewhere", () => {
    const lines: string[] = [];
    const code = verifyPackage(openFiles(files), { key: pem, head: undefined }, (mark, what) =>
      lines.push(`${mark} ${what}`),
    );
    expect(lines.filter((line) => line.startsWith("WRONG"))).toEqual([]);
    expect(lines).toContain("ok proofs");
    expect(code).toBe(3);
  });

  test("names every file with the hash that it has", () => {
    const { report } = built;
    const named = [
      report.accessReview.file,
      report.exceptionsFile,
      ...report.populations.flatMap(({ csv, jsonl }) => [csv, jsonl]),
    ];
    for (const each of named) {
      const { path, bytes, sha256 } = each ?? { path: "a file that is not named", bytes: 0, sha256: "" };
      const content = files.get(path) ?? Buffer.alloc(0);
      expect([path, content.length, createHash("sha256").update(content).digest("hex")]).toEqual([path, bytes, sha256]);
    }
  });

  test("claims nothing about what was not given", () => {
    expect(resultOf(built, "joined-to-access-log")).toMatchObject({
      result: "not-run",
      notRun: "no hour of the period was held against the access log, and none was given",
    });
    expect(resultOf(built, "joiners-and-leavers").result).toBe("not-run");
    const what = built.report.notCovered.map((each) => each.what);
    expect(what).toEqual(expect.arrayContaining(["CC2.1: joined-to-access-log", "Names of persons"]));
  });

  test("has every criterion, each with a claim, its limits and tests that say what they asked", () => {
    const criteria = built.report.sections.map(({ criterion }) => criterion);
    expect(criteria).toEqual(["CC2.1", "CC6.1", "CC6.2", "CC6.3", "CC6.6", "CC7.2", "CC7.3", "CC7.4", "CC8.1"]);
    const tests = built.report.sections.flatMap((section) => section.tests);
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
    for (const { asks } of tests) expect(asks).toMatch(/\?( |$)/);
  });
});

describe("the populations", () => {
  test("have every event once, so that they add up to what was sealed", () => {
    const { completeness, populations, summary } = built.report;
    const sum = populations.reduce((total, { events }) => total + events, 0);
    expect([completeness.events.read, completeness.events.inPopulations, summary.events, sum]).toEqual(
      Array(4).fill(completeness.events.sealed),
    );
    expect(populations.find(({ name }) => name === "unknown")?.events).toBe(0);
  });

  test("know every type of event", () => {
    expect(EVENT_TYPES.map(({ name }) => populationOf(name))).not.toContain("unknown");
  });

  test.each(POPULATION_NAMES)(
    "%s has a row for each event in both files, and the events as they are sealed",
    (name) => {
      const { events = -1 } = built.report.populations.find((each) => each.name === name) ?? {};
      const rows = readCsv(text(`populations/${name}.csv`)).slice(1);
      const lines = linesOf(`populations/${name}.jsonl`);
      expect([rows.length, lines.length]).toEqual([events, events]);
      expect(rows.map(({ cells }) => cells[4])).toEqual(lines.map((line) => leafHash(line)));
    },
  );

  test("put what a type of event of a later version says into unknown", async () => {
    const strange = aLoginFailed({}, inHour("2026-08-03T19"));
    const event = {
      ...strange,
      metadata: { ...strange.metadata, type: "Login Pondered" },
    } as unknown as typeof strange;
    const other = await build((await anArchive({ "2026-08-03T19": [event] })).store);
    expect(other.report.populations.find(({ name }) => name === "unknown")?.events).toBe(1);
    expect(other.report.complete).toBe(true);
  });
});

describe("the sample", () => {
  test("has of each population as many as asked, or all there are, each with a proof", () => {
    const { sample, populations } = built.report;
    for (const { name, events } of populations) {
      expect(sample.events.filter(({ population }) => population === name)).toHaveLength(Math.min(5, events));
    }
    const proofs = JSON.parse(text("proofs.json")) as { id: string; leaf: string }[];
    expect(new Set(proofs.map(({ leaf }) => leaf))).toEqual(new Set(sample.events.map(({ leaf }) => leaf)));
    expect(sample.events.every(({ proven }) => proven)).toBe(true);
  });

  test("is drawn again by anybody who has the population and the seed", async () => {
    const other = (await build(store, { seed: "2026-Q3" })).report;
    expect([other.sample.seed, built.report.sample.seed]).toEqual(["2026-Q3", built.evidence.manifest.seals.last]);
    const leaves = linesOf("populations/logins.jsonl").map(leafHash);
    for (const { sample } of [other, built.report]) {
      const mask = BigInt(`0x${createHash("sha256").update(sample.seed).digest("hex")}`);
      const lowest = leaves.map((leaf) => BigInt(`0x${leaf}`) ^ mask).sort((x, y) => (x < y ? -1 : 1));
      const drawn = sample.events.filter(({ population }) => population === "logins");
      expect(drawn.map(({ leaf }) => BigInt(`0x${leaf}`) ^ mask)).toEqual(lowest.slice(0, 5));
    }
  });
});

describe("made again", () => {
  test("the same events give the same bytes, apart from the generation record of the manifest", async () => {
    const again = await packageOf(store, await build(store), "2027-01-01T00:00:00.000Z");
    expect([...again.keys()]).toEqual([...files.keys()]);
    const differing = [...files].filter(([path, content]) => !again.get(path)?.equals(content)).map(([path]) => path);
    expect(differing).toEqual(["manifest.json"]);
    const bare = (from: Files) => {
      const {
        generation,
        sha256: _sha256,
        ...rest
      } = JSON.parse(text("manifest.json", from)) as Record<string, unknown>;
      return { generation, rest };
    };
    expect(bare(again).rest).toEqual(bare(files).rest);
    expect(bare(again).generation).not.toEqual(bare(files).generation);
  });

  test("by threads that share the hours, the same events give the same bytes", async () => {
    const again = await packageOf(store, await build(store, { threads: 2 }));
    expect([...again].filter(([path, content]) => !files.get(path)?.equals(content))).toEqual([]);
  });

  test("an archive that lists its objects in another order gives the same bytes", async () => {
    const shuffled = memoryStore([...store.objects].reverse());
    const again = await packageOf(shuffled, await build(shuffled));
    expect([...again].every(([path, content]) => files.get(path)?.equals(content))).toBe(true);
  });
});

describe("what cannot be read", () => {
  const objectOf = (hour: string) => [...store.objects.keys()].find((key) => key.startsWith(`events/${hour}/`)) ?? "";
  const without = (key: string) => memoryStore([...store.objects].filter(([each]) => each !== key));

  test("a missing object comes first, and the report is not complete", async () => {
    const lost = objectOf("2026/08/03/20");
    const { report } = await build(without(lost));
    expect(report.complete).toBe(false);
    expect(report.unread.map(({ kind, where }) => [kind, where])).toEqual([
      ["object-missing", lost],
      ["events-missing", "the hour 2026-08-03T20"],
    ]);
    const { report: whole } = built;
    expect(report.completeness.events.sealed - report.completeness.events.read).toBe(4);
    expect(report.completeness.events.sealed).toBe(whole.completeness.events.sealed);
  });

  test("a changed object is not counted, however good its events look", async () => {
    const key = objectOf("2026/08/03/21");
    const changed = memoryStore(store.objects);
    changed.objects.set(
      key,
      Buffer.from((store.objects.get(key)?.toString("utf8") ?? "").replace("expired", "audience")),
    );
    const broken = await build(changed);
    expect(broken.report.unread[0]).toMatchObject({ kind: "object-altered", where: key });
    expect(resultOf(broken, "every-event-read")).toMatchObject({ result: "exceptions", exceptions: { open: 2 } });
    expect(resultOf(broken, "counts-agree").exceptions.open).toBeGreaterThan(0);
  });

  test("a bucket that cannot be read at all ends the report, threads or none", async () => {
    const broken = {
      ...store,
      read: (key: string) => (key.startsWith("events/") ? Promise.reject(new Error("no bucket")) : store.read(key)),
    };
    await expect(build(broken)).rejects.toThrow("no bucket");
    await expect(build(broken, { threads: 1 })).rejects.toThrow("no bucket");
  });

  test("a sample that cannot be proven is said", async () => {
    const leaves = [...store.objects.keys()].filter((key) => key.startsWith("seals/leaves/2026/08/03/"));
    const lossy = memoryStore([...store.objects].filter(([key]) => !leaves.includes(key)));
    const { report } = await build(lossy);
    expect(report.unread[0]).toMatchObject({ kind: "proof-missing" });
    expect(report.sample.events.some(({ proven }) => !proven)).toBe(true);
  });

  test("an hour without its seal leaves nothing to report on, by name", async () => {
    const lossy = without("seals/hours/2026/08/03/22.json");
    await expect(build(lossy)).rejects.toThrow(/2026-08-03T22 should have a seal/);
    await expect(build(store, { period: { from: "2026-08-01T00", to: PERIOD.to } })).rejects.toThrow(
      `begins with ${FIRST}`,
    );
  });
});

test("OSCAL assessment results pass the JSON Schema that NIST publishes", () => {
  const schema = JSON.parse(readFileSync(new URL("oscal/assessment-results-1.2.3.json", import.meta.url), "utf8"));
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  const results = JSON.parse(text("assessment-results.json"));
  validate(results);
  expect(validate.errors ?? []).toEqual([]);
  const [result] = results["assessment-results"].results;
  expect(result.findings).toHaveLength(9);
  expect(result.risks.length).toBeGreaterThan(0);
});

test("OSCAL tells a criterion that nothing came by from one that passed", () => {
  const nothing = { result: "nothing-to-examine", exceptions: { open: 0, explained: 0, closed: 0 } } as const;
  const sections = built.report.sections.map(({ tests, ...section }) => ({
    ...section,
    tests: tests.map((each) => ({ ...each, ...nothing, listed: [], notRun: null })),
  }));
  const results = JSON.parse(JSON.stringify(assessmentResults({ ...built.report, sections }, "0".repeat(64))));
  const [{ findings, observations }] = results["assessment-results"].results;
  for (const { target } of findings) expect(target.status).toMatchObject({ state: "satisfied", reason: "other" });
  for (const { remarks } of observations) expect(remarks).toMatch(/^Nothing to examine/);
});
