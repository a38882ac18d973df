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
  /** Written as they are, each followed by a line feed. */
  writeLine(line: Buffer): void;
  close(): SpooledFile;
}

const FLUSH_BYTES = 1 << 18;
const NEWLINE = Buffer.from("\n");

/** Written synchronously: reading the archive waits for the disk anyway, and nothing piles up in memory. */
export function createSpool(file: string): Spool {
  const descriptor = openSync(file, "wx");
  const hash = createHash("sha256");
  let [text, textLength, bytes] = ["", 0, 0];
  let parts: Buffer[] = [];
  let partsLength = 0;

  function put(content: Buffer): void {
    for (let written = 0; written < content.length; ) written += writeSync(descriptor, content, written);
    hash.update(content);
    bytes += content.length;
  }
  function flush(): void {
    if (textLength > 0) put(Buffer.from(text));
    if (partsLength > 0) put(Buffer.concat(parts, partsLength));
    [text, textLength, parts, partsLength] = ["", 0, [], 0];
  }
  return {
    write(part) {
      if (partsLength > 0) flush();
      text += part;
      textLength += part.length;
      if (textLength >= FLUSH_BYTES) flush();
    },
    writeLine(line) {
      if (textLength > 0) flush();
      parts.push(line, NEWLINE);
      partsLength += line.length + 1;
      if (partsLength >= FLUSH_BYTES) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
      return { file, bytes, sha256: hash.digest("hex") };
    },
  };
}
