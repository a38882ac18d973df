/** The populations' files: a row an event in CSV, and the event itself in JSON Lines, byte for byte as it is sealed. */
import { join } from "node:path";
import { rowWriter } from "./columns.ts";
import { POPULATION_NAMES, type PopulationName } from "./populations.ts";
import type { SealedEvent } from "./sealed-events.ts";
import { createSpool, type SpooledFile } from "./spool.ts";

interface PopulationFiles {
  readonly csv: SpooledFile;
  readonly jsonl: SpooledFile;
}

export interface PopulationWriter {
  write(population: PopulationName, sealed: SealedEvent, person: string): void;
  close(): Readonly<Record<PopulationName, PopulationFiles>>;
}

/** @param folder an empty one; an empty population has its files too, so that nobody wonders */
export function createPopulationWriter(folder: string): PopulationWriter {
  const writers = new Map(
    POPULATION_NAMES.map((name) => {
      const [rows, csv, jsonl] = [
        rowWriter(name),
        createSpool(join(folder, `${name}.csv`)),
        createSpool(join(folder, `${name}.jsonl`)),
      ];
      csv.write(rows.head);
      return [name, { rows, csv, jsonl }] as const;
    }),
  );
  return {
    write(population, sealed, person) {
      const writer = writers.get(population);
      if (!writer) throw new Error(`there is no population ${population}`);
      writer.csv.write(writer.rows.row(sealed, person));
      writer.jsonl.writeLine(sealed.line);
    },
    close: () =>
      Object.fromEntries(
        [...writers].map(([name, { csv, jsonl }]) => [name, { csv: csv.close(), jsonl: jsonl.close() }]),
      ) as Record<PopulationName, PopulationFiles>,
  };
}
