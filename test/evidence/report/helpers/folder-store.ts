/** A bucket as a folder on disk, for archives that do not fit in memory. */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EvidenceStore } from "../../../../lib/evidence/evidence-store.ts";
import { folderReader } from "../../../../lib/evidence/folder-reader.ts";
import { hasCode } from "../../../../lib/files/has-code.ts";

export function folderStore(folder: string): EvidenceStore {
  const reader = folderReader(folder);
  return {
    read: reader.read,
    list: async (prefix, after) =>
      (await reader.list(prefix, after)).map((each) => ({ ...each, bytes: statSync(join(folder, each.key)).size })),
    async putOnce(key, body) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      try {
        writeFileSync(join(folder, key), body, { flag: "wx" });
        return true;
      } catch (error) {
        if (hasCode(error, "EEXIST")) return false;
        throw error;
      }
    },
  };
}
