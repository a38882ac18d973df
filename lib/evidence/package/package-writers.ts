/** A package as a folder or as a zip: the same files give the same zip. */
import { constants, createReadStream, createWriteStream, writeFileSync } from "node:fs";
import { copyFile, link, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { hasCode } from "../../files/has-code.ts";
import { SMALL_FILE_BYTES } from "../reused-memory.ts";
import type { PackageWriter } from "./write-package.ts";

export interface ClosingWriter extends PackageWriter {
  close(): Promise<void>;
  /** Removes what was written, and nothing else. */
  discard(): Promise<void>;
}

/** Never over a file that is there; without copying a byte where the disk can do that. */
const COPY = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;

/** Fails where a file is there already: a package is never mixed with another. */
export function folderWriter(folder: string): ClosingWriter {
  const made = new Map<string, Promise<string | undefined>>();
  const written: string[] = [];
  async function placeOf(path: string): Promise<string> {
    const file = join(folder, path);
    const parent = dirname(file);
    const making = made.get(parent) ?? mkdir(parent, { recursive: true });
    made.set(parent, making);
    await making;
    return file;
  }
  return {
    isDoneWithContent: true,
    async add(path, content) {
      const file = await placeOf(path);
      if (content.length < SMALL_FILE_BYTES) writeFileSync(file, content, { flag: "wx" });
      else await writeFile(file, content, { flag: "wx" });
      written.push(file);
    },
    async addFile(path, from) {
      const file = await placeOf(path);
      await link(from, file).catch((error: unknown) => {
        if (hasCode(error, "EEXIST")) throw error;
        // Not everywhere, and not from one disk to another.
        return copyFile(from, file, COPY);
      });
      written.push(file);
    },
    async copyFile(path, from) {
      const file = await placeOf(path);
      try {
        await copyFile(from, file, COPY);
      } catch (error) {
        if (hasCode(error, "ENOENT")) return null;
        throw error;
      }
      written.push(file);
      return (await stat(file)).size;
    },
    close: async () => undefined,
    async discard() {
      // Folders that were not there before, and files in those that were.
      for (const parent of await Promise.all(made.values()))
        if (parent) await rm(parent, { recursive: true, force: true });
      for (const file of written) await rm(file, { force: true });
    },
  };
}

/** The same for every entry: a zip must not depend on when and where it was made. */
const ENTRY = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true } as const;

export function zipWriter(file: string): ClosingWriter {
  const [zip, target] = [new ZipFile(), createWriteStream(file, { flags: "wx" })];
  const written = pipeline(zip.outputStream, target);
  // Looked at by whoever adds or closes, which may be later than it fails.
  written.catch(() => undefined);
  let isOurs = false;
  target.once("open", () => {
    isOurs = true;
  });
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
    // What was read of an entry may still wait to be compressed.
    isDoneWithContent: false,
    add: (path, content) => take(() => Readable.from([content]), path, content.length),
    addFile: (path, from, bytes) => take(() => createReadStream(from), path, bytes),
    async close() {
      zip.end();
      await written;
    },
    async discard() {
      target.destroy();
      await written.catch(() => undefined);
      if (isOurs) await rm(file, { force: true });
    },
  };
}
