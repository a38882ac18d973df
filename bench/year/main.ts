/**
 * `npm run bench:year`: how long a report on a year of 18,000,000 logins takes from its seals and what its days wrote, to the finished
 * package. The seals are built, chained and signed as the function does, and each hour's part of a day's record is one that was really
 * examined, with other people, assertions and ids; the events themselves (37,000,000, 40 GB) are not there, and nothing reads them.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildHourSeal, type Predecessor } from "../../lib/evidence/build-hour-seal.ts";
import { endOf, type Hour, hoursBetween, hoursLater, startOf } from "../../lib/evidence/hours.ts";
import { CHAIN_KEY, hourSealKey, leavesKey } from "../../lib/evidence/keys-in-bucket.ts";
import { type ExaminedDay, recordKey, recordLines, VERSION } from "../../lib/evidence/report/days/examined-day.ts";
import { joinUses } from "../../lib/evidence/report/days/join-uses.ts";
import type { HourPart } from "../../lib/evidence/report/hour/hour-part.ts";
import type { NotedUses } from "../../lib/evidence/report/hour/note-uses.ts";
import { POPULATION_NAMES, populationOf } from "../../lib/evidence/report/populations.ts";
import type { Report } from "../../lib/evidence/report/report.ts";
import { Sampler } from "../../lib/evidence/report/sample.ts";
import { rollUpDay } from "../../lib/evidence/roll-up-day.ts";
import { type Chain, type HourSeal, seal } from "../../lib/evidence/seal.ts";
import { createSealReader, type Signed } from "../../lib/evidence/seal-reader.ts";
import { signOnce } from "../../lib/evidence/sign-once.ts";
import { aKey, keysOf } from "../../test/evidence/helpers/archive.ts";
import { folderStore } from "../../test/evidence/report/helpers/folder-store.ts";
import { buildEngine, say, timed } from "../report/timed.ts";
import { hourOfLogins } from "./hour-of-logins.ts";

const LOGINS = Number(process.env.LOGINS ?? 18_000_000);
const DAYS = Number(process.env.DAYS ?? 365);
const RUNS = Number(process.env.RUNS ?? 3);
const FIRST: Hour = "2026-01-01T00";
const LAST = hoursLater(FIRST, DAYS * 24 - 1);

async function makeArchive(folder: string): Promise<void> {
  const key = aKey("k1");
  const store = folderStore(folder);
  const sealing = { store, keys: keysOf(key), codeVersion: "bench", now: () => new Date() };
  const chain = seal<Chain>({ kind: "chain", version: 1, firstHour: FIRST });
  await store.putOnce(CHAIN_KEY, chain.bytes);
  const makeHour = await hourOfLogins(Math.round(LOGINS / (DAYS * 24)));
  let predecessor: Predecessor = { hour: null, hash: chain.hash };
  for (let day = 0; day < DAYS; day += 1) {
    const first = hoursLater(FIRST, day * 24);
    const parts: HourPart[] = [];
    const noted: NotedUses[] = [];
    const hours: ExaminedDay["hours"] = [];
    const sampler = new Sampler("", 25);
    // A day's seals are read once each to roll it up.
    const reader = createSealReader(store);
    for (const hour of hoursBetween(first, hoursLater(first, 23))) {
      const { part, uses, facts } = makeHour(hour);
      const leaves = randomBytes(32 * facts.length).toString("hex");
      const lines = new Map(facts.map((each, at) => [leaves.slice(64 * at, 64 * at + 64), each]));
      for (const [leaf, { id, type }] of lines) {
        const event = { metadata: { id, type, occurredAt: endOf(hour).toISOString() } };
        sampler.consider(populationOf(type), { event, hour, leaf } as unknown as Parameters<
          typeof sampler.consider
        >[1]);
      }
      const { body, list } = buildHourSeal({
        ...{ hour, lines, predecessor, objects: [], earlier: new Map(), findings: [], codeVersion: "1.0.0+abc" },
        ...{ sealedAt: new Date(endOf(hour).getTime() + 900_000), key, nextKey: null },
      });
      await store.putOnce(leavesKey(hour, list.sha256), list.text);
      const sealed = seal(body);
      await store.putOnce(hourSealKey(hour), sealed.bytes);
      const signed: Signed<HourSeal> = await signOnce(sealing, hourSealKey(hour), sealed);
      predecessor = { ...signed, hour };
      parts.push(part);
      noted.push(uses);
      hours.push({ hour, seal: signed.hash });
    }
    const name = first.slice(0, 10);
    const rollUp = await rollUpDay({ ...sealing, reader }, name, { firstHour: FIRST, hash: chain.hash });
    const events = (population: string) =>
      parts.reduce((sum, { counts }) => sum + (counts.byPopulation[population] ?? 0), 0);
    const head: ExaminedDay = {
      ...{ kind: "examined-day", version: VERSION, day: name, codeVersion: "bench", hours },
      populations: POPULATION_NAMES.filter((each) => events(each) > 0).map((each) => ({
        ...{ name: each, events: events(each), key: `reports/days/${each}`, bytes: 0, sha256: "0".repeat(64) },
      })),
      sample: { seed: rollUp.hash, size: 25, events: [...sampler.drawn()] },
    };
    const lines = recordLines(head, { hours: parts, uses: joinUses(noted, startOf(first).getTime()) });
    await store.putOnce(recordKey(name), gzipSync([...lines].join("")));
    if (process.stderr.isTTY) process.stderr.write(`\r${day + 1} of ${DAYS} days`);
  }
}

const scratch = mkdtempSync(join(process.env.SCRATCH ?? tmpdir(), "samltrail-year-"));
try {
  const archive = process.env.ARCHIVE ?? join(scratch, "bucket");
  if (!process.env.ARCHIVE || process.env.MAKE) await makeArchive(archive);
  console.log(`${process.version}, ${availableParallelism()} of ${cpus()[0]?.model}`);
  const program = await buildEngine(scratch);
  for (let run = 1; run <= RUNS; run += 1) {
    const out = join(scratch, `package-${run}`);
    const args = [program, archive, FIRST, LAST, out, scratch];
    say("report --from-days", timed(scratch, { BASIS: "days" }, process.execPath, ...args), "GNU time is missing");
    const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Report;
    const { logins, persons, tests } = report.summary;
    console.log(`${logins} logins of ${persons} people in ${report.period.hours} hours; ${JSON.stringify(tests)}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
