/** The populations' files: a row an event in CSV, and the event itself in JSON Lines, byte for byte as it is sealed. */
import { join } from "node:path";
import { rowWriter } from "./columns.ts";
import type { Kind, RowSink } from "./hour/hour-part.ts";
import { POPULATION_NAMES, type PopulationName } from "./populations.ts";
import { createSpool, type Spool, type SpooledFile } from "./spool.ts";

export interface PopulationWriter {
  readonly write: RowSink;
  close(): Readonly<Record<PopulationName, Readonly<Record<Kind, SpooledFile>>>>;
}

/** @param folder an empty one; an empty population has its files too, so that nobody wonders */
export function createPopulationWriter(folder: string): PopulationWriter {
  const spools = Object.fromEntries(
    POPULATION_NAMES.map((name) => {
      const csv = createSpool(join(folder, `${name}.csv`));
      csv.write(rowWriter(name).head);
      return [name, { csv, jsonl: createSpool(join(folder, `${name}.jsonl`)) }];
    }),
  ) as Record<PopulationName, Record<Kind, Spool>>;
  return {
    async write(rows) {
      for (const { population, kind, bytes } of rows) spools[population][kind].append(bytes);
    },
    close: () =>
      Object.fromEntries(
        POPULATION_NAMES.map((name) => [name, { csv: spools[name].csv.close(), jsonl: spools[name].jsonl.close() }]),
      ) as ReturnType<PopulationWriter["close"]>,
  };
}
