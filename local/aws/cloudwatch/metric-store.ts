/** Metrics as CloudWatch keeps them: statistics by minute, rebuilt at the start from a log of every datum ever taken. */
import { mkdir, open, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode } from "../../../lib/files/has-code.ts";

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

export interface Statistics {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Each distinct value with how often it was seen. Not there where only a sum of them was put: then no percentile is known. */
  readonly values?: readonly (readonly [value: number, count: number])[];
}

export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly unit: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly statistics: Statistics;
}

/** One metric in one unit. */
export interface Series extends Pick<Datum, "namespace" | "name" | "dimensions" | "unit"> {
  /** By the minute's start, in milliseconds since the epoch. */
  readonly minutes: Map<number, Statistics>;
}

export interface MetricStore {
  /** Resolves when the data are on disk; all of them count, or (after an error) none. */
  record(data: readonly Datum[]): Promise<void>;
  series(): Iterable<Series>;
  close(): Promise<void>;
}

export const MINUTE_MS = 60_000;

function mergedValues({ values: a }: Statistics, { values: b }: Statistics): Pick<Statistics, "values"> {
  if (!a || !b) return {};
  const counts = new Map(a);
  for (const [value, count] of b) counts.set(value, (counts.get(value) ?? 0) + count);
  return { values: [...counts] };
}

export function merge(a: Statistics, b: Statistics): Statistics {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
    ...mergedValues(a, b),
  };
}

/** The dimensions in a fixed order: their order does not make another metric. */
export function dimensionKey(dimensions: readonly Dimension[]): string {
  return JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort());
}

/** Reads the log; a last line that a crash cut off was never answered for, so it is cut off the file too. */
async function readLog(file: string): Promise<Datum[][]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  return whole
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Datum[]);
}

export async function openMetricStore(file: string): Promise<MetricStore> {
  const all = new Map<string, Series>();

  function add(datum: Datum): void {
    const { namespace, name, dimensions, unit } = datum;
    const key = JSON.stringify([namespace, name, dimensionKey(dimensions), unit]);
    const series = all.get(key) ?? { namespace, name, dimensions, unit, minutes: new Map() };
    all.set(key, series);
    const minute = Math.floor(datum.at / MINUTE_MS) * MINUTE_MS;
    const before = series.minutes.get(minute);
    series.minutes.set(minute, before ? merge(before, datum.statistics) : datum.statistics);
  }

  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  for (const data of await readLog(file)) data.forEach(add);
  const log = await open(file, "a", 0o600);
  let last: Promise<unknown> = Promise.resolve();

  return {
    record(data) {
      // One after the other: two appends at once could interleave within a line.
      const written = last.then(() => log.appendFile(`${JSON.stringify(data)}\n`));
      last = written.catch(() => undefined);
      return written.then(() => data.forEach(add));
    },
    series: () => all.values(),
    async close() {
      await last;
      await log.close();
    },
  };
}
