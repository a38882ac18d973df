/** A package as a folder or as a zip: the same files give the same zip. */
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { PackageWriter } from "../../lib/evidence/package/write-package.ts";

export interface ClosingWriter extends PackageWriter {
  close(): Promise<void>;
}

/** Fails where a file is there already: a package is never mixed with another. */
export function folderWriter(folder: string): ClosingWriter {
  return {
    async add(path, content) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { flag: "wx" });
    },
    close: async () => undefined,
  };
}

/** The same for every entry: a zip must not depend on when and where it was made. */
const ENTRY = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true } as const;

export function zipWriter(file: string): ClosingWriter {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(file, { flags: "wx" }));
  return {
    async add(path, content) {
      const entry = Readable.from([content]);
      zip.addReadStream(entry, path, { ...ENTRY, size: content.length });
      // Read to its end it is compressed and on its way: what waits in memory stays bounded.
      await Promise.race([finished(entry), written]);
    },
    async close() {
      zip.end();
      await written;
    },
  };
}
