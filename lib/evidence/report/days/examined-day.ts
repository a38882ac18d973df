/**
 * What a day's examination wrote, once, when the day was rolled up: the rows of its populations, and a record, JSON Lines, of what each
 * hour comes to, gzipped. A report on a long period joins the days' records, and reads no event again.
 */
import { promisify } from "node:util";
import { gunzip, type ZlibOptions } from "node:zlib";
import { z } from "zod";
import { type Day, pathOf } from "../../hours.ts";
import { EXAMINED_DAYS } from "../../keys-in-bucket.ts";
import type { HourPart } from "../hour/hour-part.ts";
import { POPULATION_NAMES, type PopulationName } from "../populations.ts";
import { drawnModel } from "../sample.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const unzip = promisify<Buffer, ZlibOptions, Buffer>(gunzip);
/** Of a record, which is put together once and not hundreds of times. */
const IN_ONE_PIECE = { chunkSize: 1 << 24 };

/** The record's first line. */
const examinedDayModel = z.strictObject({
  kind: z.literal("examined-day"),
  version: z.literal(1),
  day: z.iso.date(),
  codeVersion: z.string(),
  /** The seals whose events were read, in their order. */
  hours: z.array(z.strictObject({ hour: z.string(), seal: hash })),
  /** Those that have events: their rows as CSV, gzipped, without anybody's name. */
  populations: z.array(
    z.strictObject({
      name: z.enum(POPULATION_NAMES as [PopulationName, ...PopulationName[]]),
      events: count,
      key: z.string(),
      bytes: count,
      sha256: hash,
    }),
  ),
  /** Of each population `size` events, drawn by the hash of the day's roll-up, which nobody could choose. */
  sample: z.strictObject({ seed: hash, size: count, events: z.array(drawnModel) }),
});

export type ExaminedDay = z.infer<typeof examinedDayModel>;

export const recordKey = (day: Day): string => `${EXAMINED_DAYS}${pathOf(day)}.jsonl.gz`;

/** Named by its content: what another version of the code wrote before a crash is not in the way. */
export const rowsKey = (day: Day, population: PopulationName, sha256: string): string =>
  `${EXAMINED_DAYS}${pathOf(day)}/${population}-${sha256}.csv.gz`;

export function* recordLines(head: ExaminedDay, parts: readonly HourPart[]): Generator<string> {
  yield `${JSON.stringify(head)}\n`;
  for (const part of parts) yield `${JSON.stringify(part)}\n`;
}

/** A record that is none, or of another version of it. */
export class UnreadableRecord extends Error {
  override readonly name = "UnreadableRecord";
}

/**
 * The record's lines after the first are ours and write-once; what they count is held against the seals.
 * @throws UnreadableRecord
 */
export async function readRecord(
  bytes: Buffer,
): Promise<{ readonly head: ExaminedDay; readonly parts: readonly HourPart[] }> {
  try {
    const [first = "", ...rest] = (await unzip(bytes, IN_ONE_PIECE)).toString("utf8").trimEnd().split("\n");
    const head = examinedDayModel.parse(JSON.parse(first));
    const parts = rest.map((line) => JSON.parse(line) as HourPart);
    const isWhole = parts.length === head.hours.length && parts.every(({ hour }, at) => hour === head.hours[at]?.hour);
    if (!isWhole) throw new Error("its hours are not those that it names");
    return { head, parts };
  } catch (cause) {
    throw new UnreadableRecord(cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message, {
      cause,
    });
  }
}
