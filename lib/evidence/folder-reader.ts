import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../files/has-code.ts";
import type { EvidenceReader } from "./evidence-store.ts";
import { createFileMemory } from "./reused-memory.ts";

/** A copy of the evidence bucket on disk, as `aws s3 sync` makes it, or the local stack keeps it. */
export function folderReader(folder: string): EvidenceReader {
  async function walk(below: string): Promise<string[]> {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    });
    const found = entries.map(async (entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? walk(path) : [path];
    });
    return (await Promise.all(found)).flat();
  }
  const memory = createFileMemory();
  return {
    folder,
    release: memory.release,
    async list(prefix, after = "") {
      const keys = await walk(prefix.slice(0, Math.max(0, prefix.lastIndexOf("/"))));
      const wanted = keys.filter((key) => key.startsWith(prefix) && key > after).sort();
      return wanted.map((key) => ({ key, version: "null", bytes: 0, overwritten: false, deleted: false }));
    },
    read: (key) =>
      memory.read(join(folder, key)).catch((error: unknown) => {
        if (hasCode(error, "ENOENT")) return null;
        throw error;
      }),
  };
}
