/** Files read into memory that was given back: to get as much from the system costs more than to fill it, and wakes the garbage collector. */
import { closeSync, fstatSync, openSync, read, readFileSync } from "node:fs";
import { promisify } from "node:util";

const readPart = promisify(read) as (
  descriptor: number,
  into: Buffer,
  offset: number,
  length: number,
  at: number,
) => Promise<{ readonly bytesRead: number }>;

/** Smaller ones are read at once: a year has 18,000 of them, and to wait for each takes longer than to read it. */
export const SMALL_FILE_BYTES = 1 << 16;
const MAXIMUM_SPARE = 4;

export interface FileMemory {
  /** @throws the system's error */
  read(file: string): Promise<Buffer>;
  /** What was read here is not needed any more: something else will soon stand in its place. */
  release(content: Buffer): void;
}

export function createFileMemory(): FileMemory {
  const spare: ArrayBuffer[] = [];

  function take(size: number): Buffer {
    const at = spare.findIndex(({ byteLength }) => byteLength >= size);
    const [memory] = at < 0 ? [] : spare.splice(at, 1);
    return memory ? Buffer.from(memory, 0, size) : Buffer.allocUnsafeSlow(size);
  }
  async function fill(descriptor: number, content: Buffer): Promise<Buffer> {
    let length = 0;
    while (length < content.length) {
      const { bytesRead } = await readPart(descriptor, content, length, content.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return content.subarray(0, length);
  }

  return {
    async read(file) {
      const descriptor = openSync(file, "r");
      try {
        const { size } = fstatSync(descriptor);
        return size < SMALL_FILE_BYTES ? readFileSync(descriptor) : await fill(descriptor, take(size));
      } finally {
        closeSync(descriptor);
      }
    },
    release({ buffer }) {
      if (buffer.byteLength < SMALL_FILE_BYTES || !(buffer instanceof ArrayBuffer) || spare.includes(buffer)) return;
      // The largest are kept: files are of about the same size, and soon fit.
      spare.push(buffer);
      spare.sort((a, b) => b.byteLength - a.byteLength);
      spare.length = Math.min(spare.length, MAXIMUM_SPARE);
    },
  };
}
