/** Examines a day: reads its events once, and writes the rows of its populations and the record that reports on long periods join. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { EvidenceReader } from "../../evidence-store.ts";
import { startOf } from "../../hours.ts";
import type { DayRollUp } from "../../seal.ts";
import { requireHour, type SealReader, type Signed } from "../../seal-reader.ts";
import { rowWriter } from "../columns.ts";
import type { ExaminedHours, RowSink } from "../hour/hour-part.ts";
import { createPersons } from "../persons.ts";
import { POPULATION_NAMES, type PopulationName } from "../populations.ts";
import { Sampler } from "../sample.ts";
import { createSpool, type Spool, type SpooledFile } from "../spool.ts";
import { examineHours, threadsFor } from "../threads/examine-hours.ts";
import { type ExaminedDay, recordKey, recordLines, rowsKey, VERSION } from "./examined-day.ts";
import { joinUses } from "./join-uses.ts";

export interface DayOrder {
  readonly store: EvidenceReader;
  readonly reader: SealReader;
  readonly rollUp: Signed<DayRollUp>;
  readonly codeVersion: string;
  /** A folder with room for the day's rows. */
  readonly scratch: string;
  /** Writes an object where none is. */
  readonly putOnce: (key: string, file: SpooledFile, contentType: string) => Promise<unknown>;
}

/** As many of each population as a report draws by default: where all its draws fell on one day, they are there. */
const DRAWN_A_DAY = 25;

/** A file of what comes, gzipped, and its hash. The same content gives the same bytes. */
async function writeZipped(file: string, content: Readable): Promise<SpooledFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(content, createGzip(), measure, createWriteStream(file, { flags: "wx" }));
  return { file, bytes, sha256: hash.digest("hex") };
}

/** The day's rows by population; the events themselves stand in the archive, and nowhere twice. */
function openRows(folder: string) {
  const spools = new Map<PopulationName, Spool>();
  return {
    write(population: PopulationName, rows: Uint8Array): void {
      let spool = spools.get(population);
      if (!spool) {
        spool = createSpool(join(folder, `${population}.csv`));
        spool.write(rowWriter(population).head);
        spools.set(population, spool);
      }
      spool.append(rows);
    },
    close: () => [...spools].map(([population, spool]) => ({ population, ...spool.close() })),
  };
}

/** Done again after a crash it comes to the same; of rivals the first record counts. */
export async function examineDay(order: DayOrder): Promise<ExaminedDay> {
  const { store, reader, rollUp, codeVersion, putOnce } = order;
  const { day, hours, leafCount } = rollUp.body;
  const seals = await Promise.all(hours.map(async ({ hour }) => (await requireHour(reader, hour)).body));
  const folder = await mkdtemp(join(order.scratch, "day-"));
  try {
    const sample = { seed: rollUp.hash, size: DRAWN_A_DAY };
    const [rows, sampler] = [openRows(folder), new Sampler(sample.seed, sample.size)];
    const examination = {
      ...{ store, persons: createPersons(null), namesAreKnown: false, people: null },
      ...{ sample, wantsOutcomes: false, wantsLines: false, threads: threadsFor(leafCount) },
    };
    const examined: ExaminedHours[] = [];
    const sink: RowSink = async (written) => {
      for (const { population, bytes } of written) rows.write(population, bytes);
    };
    for await (const each of examineHours(examination, seals, sink)) examined.push(each);
    const parts = examined.flatMap((each) => each.hours);
    for (const { drawn } of parts) sampler.join(drawn);
    const populations: ExaminedDay["populations"] = [];
    for (const { population, file } of rows.close()) {
      const zipped = await writeZipped(`${file}.gz`, createReadStream(file));
      const key = rowsKey(day, population, zipped.sha256);
      await putOnce(key, zipped, "application/gzip");
      const events = parts.reduce((sum, { counts }) => sum + (counts.byPopulation[population] ?? 0), 0);
      populations.push({ name: population, events, key, bytes: zipped.bytes, sha256: zipped.sha256 });
    }
    const head: ExaminedDay = {
      ...{ kind: "examined-day", version: VERSION, day, codeVersion },
      hours: hours.map(({ hour, hash }) => ({ hour, seal: hash })),
      populations: populations.sort((a, b) => POPULATION_NAMES.indexOf(a.name) - POPULATION_NAMES.indexOf(b.name)),
      sample: { ...sample, events: [...sampler.drawn()] },
    };
    const uses = joinUses(
      examined.map((each) => each.uses),
      startOf(`${day}T00`).getTime(),
    );
    const lines = recordLines(head, { hours: parts.map((part) => ({ ...part, drawn: [] })), uses });
    const record = await writeZipped(join(folder, "record"), Readable.from(lines));
    await putOnce(recordKey(day), record, "application/gzip");
    return head;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
