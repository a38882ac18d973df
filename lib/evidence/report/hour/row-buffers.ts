/** Rows of the populations' files, handed on in pieces, so that an hour of any size takes little memory. */
import { LINE_END } from "../../../csv/write-csv.ts";
import { type RowWriter, rowWriter } from "../columns.ts";
import { POPULATION_NAMES, type PopulationName } from "../populations.ts";
import type { SealedEvent } from "../sealed-events.ts";
import type { Kind, RowSink, Rows } from "./hour-part.ts";

const PIECE_BYTES = 1 << 17;
/** As many pieces of an hour may wait for their turn before the hour does. */
const MOST_WAITING = 64;
const NEWLINE = 0x0a;
const ROW_END = Buffer.from(LINE_END);
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
  writeRow(row: string): void {
    const buffer = this.#reserve(row.length * LONGEST_UNIT + LINE_END.length);
    this.#used += buffer.write(row, this.#used);
    for (const byte of ROW_END) {
      buffer[this.#used] = byte;
      this.#used += 1;
    }
  }
  writeLine(line: SealedEvent["line"]): void {
    const buffer = this.#reserve(line.length + 1);
    if (typeof line === "string") buffer.write(line, this.#used, "latin1");
    else buffer.set(line, this.#used);
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

const WRITERS = Object.fromEntries(POPULATION_NAMES.map((name) => [name, rowWriter(name)])) as Record<
  PopulationName,
  RowWriter
>;

export class RowBuffers {
  readonly #sink: RowSink;
  readonly #wantsLines: boolean;
  readonly #files = new Map<PopulationName, Record<Kind, Pieces>>();
  readonly #waiting = new Set<Promise<void>>();
  #waitingPieces = 0;

  /** @param wantsLines whether the events themselves are handed on beside their rows */
  constructor(sink: RowSink, wantsLines: boolean) {
    this.#sink = sink;
    this.#wantsLines = wantsLines;
  }

  #filesOf(population: PopulationName): Record<Kind, Pieces> {
    const known = this.#files.get(population);
    if (known) return known;
    const own = { csv: new Pieces(), jsonl: new Pieces() };
    this.#files.set(population, own);
    return own;
  }
  #hand(rows: readonly Rows[]): void {
    const taken = this.#sink(rows)
      .then(() => {
        for (const { bytes } of rows) keep(bytes.buffer);
      })
      // Whoever takes the rows of many hours knows, and says so.
      .catch(() => undefined)
      .finally(() => {
        this.#waiting.delete(taken);
        this.#waitingPieces -= rows.length;
      });
    this.#waiting.add(taken);
    this.#waitingPieces += rows.length;
  }

  add(population: PopulationName, sealed: SealedEvent, person: string): void {
    const { csv, jsonl } = this.#filesOf(population);
    csv.writeRow(WRITERS[population].row(sealed, person));
    if (this.#wantsLines) jsonl.writeLine(sealed.line);
  }
  /** Hands on what is full, and at the end everything. */
  async flush(isEnd: boolean): Promise<void> {
    const rows: Rows[] = [];
    for (const [population, own] of this.#files) {
      for (const kind of ["csv", "jsonl"] as const) {
        for (const bytes of own[kind].take(isEnd)) rows.push({ population, kind, bytes });
      }
    }
    if (rows.length > 0) this.#hand(rows);
    while (this.#waitingPieces > MOST_WAITING) await Promise.race(this.#waiting);
  }
}
