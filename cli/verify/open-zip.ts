/**
 * Reads a zip by its central directory (APPNOTE 6.3.10 §4.3), ZIP64 included. A package comes from somebody who is not
 * trusted: names that lead elsewhere, names that occur twice and sizes that lie are refused.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import type { OpenedPackage } from "../../verifier/verify.mjs";

/** The file is no zip, or not one that a package may be. */
export class UnusableZip extends Error {
  override readonly name = "UnusableZip";
}

export interface OpenedZip extends OpenedPackage {
  close(): void;
}

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

type ReadAt = (position: number, length: number) => Buffer;

const [STORED, DEFLATED] = [0, 8];
const END_SIGNATURE = Buffer.from("PK\x05\x06");
const [END_BYTES, LONGEST_COMMENT] = [22, 65_535];
const IN_ZIP64 = 0xffffffff;
/** No file of a package comes near this. */
const LARGEST_FILE = 2 ** 30;

const isSafe = (path: string): boolean =>
  !/[\\\0]|^[A-Za-z]:/.test(path) && path.split("/").every((part) => !["", ".", ".."].includes(part));

function readerOf(descriptor: number): { readonly total: number; readonly readAt: ReadAt } {
  const total = fstatSync(descriptor).size;
  const readAt: ReadAt = (position, length) => {
    if (position < 0 || length < 0 || position + length > total)
      throw new UnusableZip("the zip is truncated or damaged");
    const bytes = Buffer.alloc(length);
    if (readSync(descriptor, bytes, 0, length, position) !== length) throw new UnusableZip("the zip is truncated");
    return bytes;
  };
  return { total, readAt };
}

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

function findDirectory(total: number, readAt: ReadAt): Directory {
  const tailStart = Math.max(0, total - END_BYTES - LONGEST_COMMENT);
  const tail = readAt(tailStart, total - tailStart);
  const end = tail.lastIndexOf(END_SIGNATURE);
  if (end < 0 || end + END_BYTES > tail.length)
    throw new UnusableZip("there is no end record: no zip, or a truncated one");
  if (end + END_BYTES + tail.readUInt16LE(end + 20) !== tail.length) throw new UnusableZip("something follows the zip");
  // The locator of ZIP64 stands right before the end record.
  if (end >= 20 && tail.readUInt32LE(end - 20) === 0x07064b50) {
    const record = readAt(Number(tail.readBigUInt64LE(end - 12)), 56);
    const at = (offset: number) => Number(record.readBigUInt64LE(offset));
    return { count: at(32), size: at(40), start: at(48) };
  }
  return { count: tail.readUInt16LE(end + 10), size: tail.readUInt32LE(end + 12), start: tail.readUInt32LE(end + 16) };
}

/** The values that do not fit 32 bits stand in an extra field, in this order. */
function sizesOf(header: Buffer, extra: Buffer): readonly [size: number, packed: number, offset: number] {
  const short = [24, 20, 42].map((offset) => header.readUInt32LE(offset));
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2)) {
    if (extra.readUInt16LE(field) !== 1) continue;
    let next = field + 4;
    const long = short.map((value) => {
      if (value !== IN_ZIP64) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
    return [long[0] ?? 0, long[1] ?? 0, long[2] ?? 0];
  }
  return [short[0] ?? 0, short[1] ?? 0, short[2] ?? 0];
}

function readEntries(directory: Buffer, count: number): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let position = 0; position < directory.length; ) {
    const header = directory.subarray(position, position + 46);
    if (header.length < 46 || header.readUInt32LE(0) !== 0x02014b50)
      throw new UnusableZip("the zip's directory is damaged");
    const [nameEnd, extraLength] = [position + 46 + header.readUInt16LE(28), header.readUInt16LE(30)];
    const name = directory.subarray(position + 46, nameEnd).toString("utf8");
    if (!isSafe(name)) throw new UnusableZip(`the zip has a name that leads elsewhere: ${JSON.stringify(name)}`);
    if (entries.has(name)) throw new UnusableZip(`the zip has ${name} twice`);
    const [size, packed, offset] = sizesOf(header, directory.subarray(nameEnd, nameEnd + extraLength));
    entries.set(name, { method: header.readUInt16LE(10), size, packed, offset });
    position = nameEnd + extraLength + header.readUInt16LE(32);
  }
  if (entries.size !== count) throw new UnusableZip("the zip's directory does not hold what its end record says");
  return entries;
}

function readEntry(readAt: ReadAt, path: string, { method, size, packed, offset }: Entry): Buffer {
  if (size > LARGEST_FILE) throw new UnusableZip(`${path} says it is larger than any file of a package`);
  const local = readAt(offset, 30);
  if (local.readUInt32LE(0) !== 0x04034b50) throw new UnusableZip(`${path} is not where the zip's directory says`);
  const data = readAt(offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28), packed);
  if (method !== STORED && method !== DEFLATED) throw new UnusableZip(`${path} is packed by an unknown method`);
  const content = method === STORED ? data : inflateRawSync(data, { maxOutputLength: size + 1 });
  if (content.length !== size) throw new UnusableZip(`${path} is damaged within the zip`);
  return content;
}

/** @throws UnusableZip; files are read when they are asked for */
export function openZip(file: string): OpenedZip {
  const descriptor = openSync(file, "r");
  try {
    const { total, readAt } = readerOf(descriptor);
    const { count, size, start } = findDirectory(total, readAt);
    const entries = readEntries(readAt(start, size), count);
    return {
      paths: [...entries.keys()],
      read(path) {
        const entry = entries.get(path);
        if (!entry) throw new UnusableZip(`${path} is missing`);
        return readEntry(readAt, path, entry);
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error instanceof RangeError ? new UnusableZip("the zip is truncated or damaged", { cause: error }) : error;
  }
}
