/** A package as a folder or as a zip: the same files give the same zip. */
import { constants, createReadStream, createWriteStream, writeFile as writeFileThen } from "node:fs";
import { copyFile, link, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { ZipFile } from "yazl";
import { hasCode } from "../../files/has-code.ts";
import type { PackageWriter } from "./write-package.ts";

/** Of small files several times as fast as the one of `node:fs/promises`. */
const writeFile = promisify(writeFileThen);

export interface ClosingWriter extends PackageWriter {
  close(): Promise<void>;
}

/** Fails where a file is there already: a package is never mixed with another. */
export function folderWriter(folder: string): ClosingWriter {
  const made = new Map<string, Promise<unknown>>();
  async function placeOf(path: string): Promise<string> {
    const file = join(folder, path);
    const parent = dirname(file);
    const making = made.get(parent) ?? mkdir(parent, { recursive: true });
    made.set(parent, making);
    await making;
    return file;
  }
  return {
    async add(path, content) {
      await writeFile(await placeOf(path), content, { flag: "wx" });
    },
    async addFile(path, from) {
      const file = await placeOf(path);
      await link(from, file).catch((error: unknown) => {
        if (hasCode(error, "EEXIST")) throw error;
        // Not everywhere, and not from one disk to another.
        return copyFile(from, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      });
    },
    close: async () => undefined,
  };
}

/** The same for every entry: a zip must not depend on when and where it was made. */
const ENTRY = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true } as const;

export function zipWriter(file: string): ClosingWriter {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(file, { flags: "wx" }));
  let last: Promise<unknown> = Promise.resolve();
  const take = (open: () => Readable, path: string, size: number): Promise<void> => {
    const taken = last.then(async () => {
      const entry = open();
      zip.addReadStream(entry, path, { ...ENTRY, size });
      // Read to its end it is compressed and on its way: what waits in memory stays bounded.
      await Promise.race([finished(entry), written]);
    });
    last = taken.catch(() => undefined);
    return taken;
  };
  return {
    add: (path, content) => take(() => Readable.from([content]), path, content.length),
    addFile: (path, from, bytes) => take(() => createReadStream(from), path, bytes),
    async close() {
      zip.end();
      await written;
    },
  };
}
