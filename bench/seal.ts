/**
 * `npm run bench:seal`: how long it takes to seal an hour of 100,000 events, from the bytes of its objects to the claimed and
 * signed seal; then to take it out as a package and verify it. In memory: the network of S3 is not measured.
 */
import { availableParallelism, cpus } from "node:os";
import { archiveLine } from "../lib/archive/archive-line.ts";
import { archiveObject } from "../lib/archive/archive-object.ts";
import type { TrailEvent } from "../lib/events/catalogue.ts";
import { startOf } from "../lib/evidence/hours.ts";
import { collectEvidence } from "../lib/evidence/package/collect-evidence.ts";
import { writePackage } from "../lib/evidence/package/write-package.ts";
import { aKey, keysOf, sealUpTo } from "../test/evidence/helpers/archive.ts";
import { memoryStore } from "../test/evidence/helpers/memory-store.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped } from "../test/helpers/events.ts";
import { memoryWriter, openFiles } from "../test/tamper/base.ts";
import { verifyPackage } from "../verifier/verify.mjs";

const [EVENTS, BATCH, RUNS] = [100_000, 500, Number(process.env.RUNS ?? 5)];
const HOUR = "2026-08-03T12";
const key = aKey("k1");

const MAKERS: readonly (() => TrailEvent)[] = [
  () => aLoginSucceeded({}, startOf(HOUR)),
  () => aRolesMapped({}, startOf(HOUR)),
  () => aLoginFailed({}, startOf(HOUR)),
];

async function archive(): Promise<ReadonlyMap<string, Buffer>> {
  const store = memoryStore();
  for (let written = 0; written < EVENTS; written += BATCH) {
    const lines = Array.from({ length: BATCH }, (_, index) => archiveLine((MAKERS[index % 3] ?? aLoginFailed)()));
    const { key: name, body } = archiveObject(lines, startOf(HOUR));
    await store.putOnce(name, body);
  }
  return store.objects;
}

interface Took {
  readonly seconds: number;
  /** Of the processor, which says the same on a machine that has other things to do, too. */
  readonly processor: number;
}

async function measured<Result>(what: () => Promise<Result> | Result): Promise<[Took, Result]> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const result = await what();
  const { user, system } = process.cpuUsage(used);
  return [{ seconds: (performance.now() - started) / 1000, processor: (user + system) / 1e6 }, result];
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const objects = await archive();
const bytes = [...objects.values()].reduce((sum, { length }) => sum + length, 0);
console.log(`${process.version}, ${availableParallelism()} of ${cpus()[0]?.model}`);
console.log(`${EVENTS} events in ${objects.size} objects, ${(bytes / 1e6).toFixed(0)} MB`);
const times: Record<string, Took[]> = { seal: [], export: [], verify: [] };
for (let run = 0; run < RUNS; run += 1) {
  const store = memoryStore(objects);
  const [sealing, { sealed }] = await measured(() => sealUpTo(store, keysOf(key), { upTo: HOUR }));
  if (sealed[0]?.body.leafCount !== EVENTS) throw new Error("not every event was sealed");
  const files = new Map<string, Buffer>();
  const [exporting] = await measured(async () => {
    const evidence = await collectEvidence(store, { from: HOUR, to: HOUR });
    await writePackage(store, evidence, memoryWriter(files), { extra: [] });
  });
  const pinned = { key: key.pem, head: undefined };
  const [verifying, code] = await measured(() => verifyPackage(openFiles(files), pinned, () => undefined));
  if (code !== 3) throw new Error("the package does not verify");
  times.seal?.push(sealing);
  times.export?.push(exporting);
  times.verify?.push(verifying);
}
for (const [name, values] of Object.entries(times)) {
  const [seconds, processor] = [values.map((each) => each.seconds), values.map((each) => each.processor)];
  const each = seconds.map((value) => value.toFixed(2)).join("  ");
  const medians = `median ${median(seconds).toFixed(2)} s, ${median(processor).toFixed(2)} s of processor time`;
  console.log(`${name.padEnd(7)} ${medians}   (${each})`);
}
console.log(`memory at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
