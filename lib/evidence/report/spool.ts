/** A file that grows by lines while a period is read, and is hashed as it grows: populations do not fit in memory. */
import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

export interface SpooledFile {
  /** Where it lies until it is taken into the package. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Spool {
  write(part: string): void;
  /** Lines with their ends. */
  append(lines: Uint8Array): void;
  close(): SpooledFile;
}

const BUFFER_BYTES = 1 << 17;
/** Lines of so many bytes are written as they are: to gather them first would take longer. */
const ENOUGH_BYTES = 1 << 15;
/** Bytes that one UTF-16 unit takes in UTF-8 at most. */
const LONGEST_UNIT = 3;

/**
 * Written synchronously, through one buffer that is used again and again: reading the archive waits for the disk anyway, and
 * nothing piles up in memory.
 */
export function createSpool(file: string): Spool {
  const descriptor = openSync(file, "wx");
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let [used, bytes] = [0, 0];

  function put(content: Uint8Array): void {
    for (let written = 0; written < content.length; ) written += writeSync(descriptor, content, written);
    hash.update(content);
    bytes += content.length;
  }
  function flush(): void {
    if (used > 0) put(buffer.subarray(0, used));
    used = 0;
  }
  /** @returns whether the buffer takes it */
  function reserve(size: number, most: number): boolean {
    if (size > most || used + size > BUFFER_BYTES) flush();
    return size <= most;
  }
  return {
    write(part) {
      if (reserve(part.length * LONGEST_UNIT, BUFFER_BYTES)) used += buffer.write(part, used);
      else put(Buffer.from(part));
    },
    append(lines) {
      if (reserve(lines.length, ENOUGH_BYTES)) {
        buffer.set(lines, used);
        used += lines.length;
      } else put(lines);
    },
    close() {
      flush();
      closeSync(descriptor);
      return { file, bytes, sha256: hash.digest("hex") };
    },
  };
}
