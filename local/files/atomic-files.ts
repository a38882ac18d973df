/** Files that are there whole or not at all: written aside first, then moved or linked into their place. */
import { randomUUID } from "node:crypto";
import { link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hasCode } from "../../lib/files/has-code.ts";

export interface AtomicFiles {
  /** Writes a file, in place of the one that may be there. */
  replace(path: string, content: string | Uint8Array): Promise<void>;
  /** Writes a file only where none is. Of any number of racers exactly one gets `true`. */
  create(path: string, content: string | Uint8Array): Promise<boolean>;
}

/**
 * @param aside directory on the same file system, emptied here: what a crash left in it was never answered for
 */
export async function openAtomicFiles(aside: string): Promise<AtomicFiles> {
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o700 });

  async function writeAside(path: string, content: string | Uint8Array): Promise<string> {
    const temporary = join(aside, randomUUID());
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, content, { mode: 0o600 });
    return temporary;
  }

  return {
    async replace(path, content) {
      await rename(await writeAside(path, content), path);
    },
    async create(path, content) {
      const temporary = await writeAside(path, content);
      try {
        // link(2) fails where the name is taken, which makes it the one atomic "create with this content".
        await link(temporary, path);
        return true;
      } catch (error) {
        if (hasCode(error, "EEXIST")) return false;
        throw error;
      } finally {
        await rm(temporary, { force: true });
      }
    },
  };
}
