/** What is tampered with: two and a half days of an archive, with all that a seal may hold, and the package made of it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../../lib/archive/canonical-json.ts";
import { type Head, headOf } from "../../lib/evidence/head.ts";
import { type Hour, hoursBetween, hoursLater, startOf } from "../../lib/evidence/hours.ts";
import { collectEvidence, type Evidence } from "../../lib/evidence/package/collect-evidence.ts";
import { type ExtraFile, type PackageWriter, writePackage } from "../../lib/evidence/package/write-package.ts";
import { buildReport } from "../../lib/evidence/report/build-report.ts";
import { createSealReader, requireHour } from "../../lib/evidence/seal-reader.ts";
import type { OpenedPackage, Pinned } from "../../verifier/verify.mjs";
import { aKey, arrive, keysOf, sealUpTo, type TestKey } from "../evidence/helpers/archive.ts";
import { type MemoryStore, memoryStore } from "../evidence/helpers/memory-store.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped } from "../helpers/events.ts";

export type Files = Map<string, Buffer>;

export interface Base {
  readonly store: MemoryStore;
  readonly files: Files;
  readonly pinned: Pinned;
  readonly period: { readonly from: Hour; readonly to: Hour };
  readonly keys: readonly TestKey[];
}

const FIRST = "2026-08-03T12";
const PERIOD = { from: "2026-08-03T20", to: "2026-08-05T08" } as const;
const LAST = "2026-08-05T10";

/** A package in memory. */
export const memoryWriter = (files: Files): PackageWriter => ({
  add: async (path, content) => void files.set(path, content),
  isDoneWithContent: false,
  addFile: async (path, file) => void files.set(path, readFileSync(file)),
});

export const openFiles = (files: Files): OpenedPackage => ({
  paths: [...files.keys()],
  read(path) {
    const content = files.get(path);
    if (!content) throw new Error(`${path} is missing`);
    return content;
  },
});

async function fill(store: MemoryStore): Promise<void> {
  for (const [index, hour] of hoursBetween(FIRST, LAST).entries()) {
    const at = new Date(startOf(hour).getTime() + 60_000);
    if (index % 5 === 3) continue;
    const event = aLoginFailed({ count: 1 + (index % 3) }, at);
    const events = [event, aLoginSucceeded({}, at), aRolesMapped({}, at)];
    await arrive(store, hour, ...events);
    // Some come again in the next hour, some with other bytes.
    if (index % 7 === 0) await arrive(store, hoursLater(hour, 1), event, aLoginFailed({}, at));
    if (index % 11 === 0) await arrive(store, hour, { ...event, data: { ...event.data, reason: "replay" } });
  }
}

/** Of a report every file that one has. */
async function reportFiles(store: MemoryStore, period: typeof PERIOD, scratch: string): Promise<readonly ExtraFile[]> {
  const options = { framework: "soc2", basis: "events", codeVersion: "test", sampleSize: 1, seed: null } as const;
  const given = { names: null, people: null, accessLog: null };
  return (await buildReport({ store, period, scratch, ...options, ...given })).files;
}

/** @param withReport else the sealed evidence alone, which is quicker made */
export async function packageOf(
  store: MemoryStore,
  { period = PERIOD, withReport = true } = {},
): Promise<{ files: Files; evidence: Evidence }> {
  const evidence = await collectEvidence(store, period);
  const files: Files = new Map();
  const verifier = ["verify.mjs", "VERIFY.md"].map((path) => ({
    path,
    content: readFileSync(new URL(`../../verifier/${path}`, import.meta.url)),
  }));
  const scratch = mkdtempSync(join(tmpdir(), "samltrail-tamper-"));
  const extra = [...verifier, ...(withReport ? await reportFiles(store, period, scratch) : [])];
  const { missing } = await writePackage(store, evidence, memoryWriter(files), { extra });
  rmSync(scratch, { recursive: true });
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`);
  return { files, evidence };
}

async function headAt(store: MemoryStore, hour: Hour): Promise<Head> {
  return headOf(await requireHour(createSealReader(store), hour));
}

export async function createBase(): Promise<Base> {
  const store = memoryStore();
  await fill(store);
  const keys = [aKey("k1"), aKey("k2")];
  const [first] = keys;
  if (!first) throw new Error("there is no key");
  await sealUpTo(store, keysOf(first), { upTo: "2026-08-04T03" });
  await sealUpTo(store, keysOf(...keys), { upTo: LAST });
  const { files } = await packageOf(store);
  const pinned = { key: first.pem, head: canonicalJson(await headAt(store, LAST)) };
  return { store, files, pinned, period: PERIOD, keys };
}
