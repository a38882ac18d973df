/**
 * What a day's examination wrote, once, when the day was rolled up: the rows of its populations, and a record, JSON Lines, of what each
 * hour comes to and who used which mapping on that day, gzipped. A report on a long period joins the days' records, and reads no event
 * again.
 */
import { isAscii } from "node:buffer";
import { promisify } from "node:util";
import { gunzip, type ZlibOptions } from "node:zlib";
import * as z from "zod";
import { type Day, pathOf } from "../../hours.ts";
import { EXAMINED_DAYS } from "../../keys-in-bucket.ts";
import type { ExaminedHours, HourPart } from "../hour/hour-part.ts";
import type { NotedUses } from "../hour/note-uses.ts";
import { POPULATION_NAMES, type PopulationName } from "../populations.ts";
import type { Drawn } from "../sample.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const unzip = promisify<Buffer, ZlibOptions, Buffer>(gunzip);
/** Of a record, which is put together once and not hundreds of times. */
const IN_ONE_PIECE = { chunkSize: 1 << 24 };

/** In the name of a record: where another version of the code writes others, it examines every day again. */
export const VERSION = 2;

const population = z.enum(POPULATION_NAMES as [PopulationName, ...PopulationName[]]);

const drawnModel: z.ZodType<Drawn> = z.strictObject({
  population,
  ...{ eventId: z.string(), type: z.string(), occurredAt: z.string(), hour: z.string(), leaf: z.string() },
});

/** The record's first line. */
const examinedDayModel = z.strictObject({
  kind: z.literal("examined-day"),
  version: z.literal(VERSION),
  day: z.iso.date(),
  codeVersion: z.string(),
  /** The seals whose events were read, in their order. */
  hours: z.array(z.strictObject({ hour: z.string(), seal: hash })),
  /** Those that have events: their rows as CSV, gzipped, without anybody's name. */
  populations: z.array(
    z.strictObject({
      name: population,
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

const RECORD = new RegExp(`^${EXAMINED_DAYS}(\\d{4})/(\\d{2})/(\\d{2})\\.${VERSION}\\.jsonl\\.gz$`);

export const dayOfRecord = (key: string): Day | null => RECORD.exec(key)?.slice(1).join("-") ?? null;

export const recordKey = (day: Day): string => `${EXAMINED_DAYS}${pathOf(day)}.${VERSION}.jsonl.gz`;

/** Named by its content: what another version of the code wrote before a crash is not in the way. */
export const rowsKey = (day: Day, population: PopulationName, sha256: string): string =>
  `${EXAMINED_DAYS}${pathOf(day)}/${population}-${sha256}.csv.gz`;

export function* recordLines(head: ExaminedDay, { hours, uses }: ExaminedHours): Generator<string> {
  for (const line of [head, ...hours, uses]) yield `${JSON.stringify(line)}\n`;
}

/** A record that is none, or of another version of it. */
export class UnreadableRecord extends Error {
  override readonly name = "UnreadableRecord";
}

/** @throws UnreadableRecord */
export async function unpackRecord(bytes: Buffer): Promise<Buffer> {
  try {
    return await unzip(bytes, IN_ONE_PIECE);
  } catch (cause) {
    throw new UnreadableRecord((cause as Error).message, { cause });
  }
}

/**
 * The record's lines after the first are ours and write-once; what they count is held against the seals.
 * @param content of a record that was unpacked
 * @throws UnreadableRecord
 */
export function readRecord(content: Buffer): ExaminedHours & { readonly head: ExaminedDay } {
  try {
    // Nearly every record is ASCII, which is decoded several times as fast.
    const lines = content
      .toString(isAscii(content) ? "latin1" : "utf8")
      .trimEnd()
      .split("\n");
    const head = examinedDayModel.parse(JSON.parse(lines[0] ?? ""));
    const hours = lines.slice(1, -1).map((line) => JSON.parse(line) as HourPart);
    const isWhole = hours.length === head.hours.length && hours.every(({ hour }, at) => hour === head.hours[at]?.hour);
    if (!isWhole) throw new Error("its hours are not those that it names");
    return { head, hours, uses: JSON.parse(lines.at(-1) ?? "") as NotedUses };
  } catch (cause) {
    throw new UnreadableRecord(cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message, {
      cause,
    });
  }
}
