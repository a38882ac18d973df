/** CloudTrail's history: every record that was emitted, in a file, the latest of them at hand. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode } from "../../files/atomic-files.ts";
import type { EventEnvelope } from "../event-bridge.ts";

export interface TrailHistory {
  keep(records: readonly EventEnvelope[]): void;
  /** Oldest first. */
  records(): readonly EventEnvelope[];
  /** Resolves when everything kept is on disk. */
  close(): Promise<void>;
}

/** As many are answered for; AWS keeps 90 days of them. */
const MAXIMUM_RECORDS = 10_000;

/** A last line that a crash cut off is left out. */
async function readLog(file: string): Promise<EventEnvelope[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EventEnvelope)
    .slice(-MAXIMUM_RECORDS);
}

export async function openTrailHistory(file: string): Promise<TrailHistory> {
  await mkdir(dirname(file), { recursive: true });
  const kept = await readLog(file);
  let written: Promise<void> = Promise.resolve();
  return {
    keep(records) {
      kept.push(...records);
      kept.splice(0, kept.length - MAXIMUM_RECORDS);
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
      // What cannot be written is missing after a restart, as CloudTrail may miss records; the calls themselves go on.
      written = written.then(() => appendFile(file, lines)).catch(() => undefined);
    },
    records: () => kept,
    close: () => written,
  };
}
