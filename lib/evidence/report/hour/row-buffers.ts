/** Rows of the populations' files, handed on in pieces, so that an hour of any size takes little memory. */
import { rowWriter } from "../columns.ts";
import { POPULATION_NAMES, type PopulationName } from "../populations.ts";
import type { SealedEvent } from "../sealed-events.ts";
import type { Kind, RowSink } from "./hour-part.ts";

const PIECE_BYTES = 1 << 17;
/** As many of an hour may wait for their turn before the hour does. */
const MOST_WAITING = 64;
const NEWLINE = 0x0a;
/** Bytes that one UTF-16 unit takes in UTF-8 at most. */
const LONGEST_UNIT = 3;

/** Memory that was handed on, and is free again: to get as much from the system costs more than to fill it. */
const spare: SharedArrayBuffer[] = [];
const MAXIMUM_SPARE = 64;

function keep(memory: SharedArrayBuffer): void {
  if (memory.byteLength === PIECE_BYTES && spare.length < MAXIMUM_SPARE) spare.push(memory);
}

const pieceOf = (size: number): Buffer<SharedArrayBuffer> =>
  Buffer.from((size <= PIECE_BYTES && spare.pop()) || new SharedArrayBuffer(Math.max(PIECE_BYTES, size)));

class Pieces {
  #full: Uint8Array<SharedArrayBuffer>[] = [];
  #buffer: Buffer<SharedArrayBuffer> | null = null;
  #used = 0;

  #reserve(size: number): Buffer<SharedArrayBuffer> {
    if (this.#buffer && this.#used + size > this.#buffer.length) this.#close();
    this.#buffer ??= pieceOf(size);
    return this.#buffer;
  }
  #close(): void {
    if (this.#buffer && this.#used > 0) this.#full.push(this.#buffer.subarray(0, this.#used));
    [this.#buffer, this.#used] = [null, 0];
  }
  write(text: string): void {
    const buffer = this.#reserve(text.length * LONGEST_UNIT);
    this.#used += buffer.write(text, this.#used);
  }
  writeLine(line: Uint8Array): void {
    const buffer = this.#reserve(line.length + 1);
    buffer.set(line, this.#used);
    buffer[this.#used + line.length] = NEWLINE;
    this.#used += line.length + 1;
  }
  /** @param isEnd whether a piece that is not full is to be handed on as well */
  take(isEnd: boolean): readonly Uint8Array<SharedArrayBuffer>[] {
    if (isEnd) this.#close();
    const full = this.#full;
    this.#full = [];
    return full;
  }
}

const WRITERS = new Map(POPULATION_NAMES.map((name) => [name, rowWriter(name)] as const));

export interface RowBuffers {
  add(population: PopulationName, sealed: SealedEvent, person: string): void;
  /** Hands on what is full, and at the end everything. */
  flush(isEnd: boolean): Promise<void>;
}

export function rowBuffers(sink: RowSink): RowBuffers {
  const files = new Map<PopulationName, Record<Kind, Pieces>>();
  const waiting = new Set<Promise<void>>();

  function hand(population: PopulationName, kind: Kind, piece: Uint8Array<SharedArrayBuffer>): void {
    const taken = sink(population, kind, piece)
      .then(() => keep(piece.buffer))
      // Whoever takes the rows of many hours knows, and says so.
      .catch(() => undefined)
      .finally(() => waiting.delete(taken));
    waiting.add(taken);
  }
  return {
    add(population, sealed, person) {
      const own = files.get(population) ?? { csv: new Pieces(), jsonl: new Pieces() };
      files.set(population, own);
      own.csv.write(WRITERS.get(population)?.row(sealed, person) ?? "");
      own.jsonl.writeLine(sealed.line);
    },
    async flush(isEnd) {
      for (const [population, own] of files) {
        for (const kind of ["csv", "jsonl"] as const) {
          for (const piece of own[kind].take(isEnd)) hand(population, kind, piece);
        }
      }
      while (waiting.size > MOST_WAITING) await Promise.race(waiting);
    },
  };
}
