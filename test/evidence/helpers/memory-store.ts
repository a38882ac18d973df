/** A bucket in memory, write-once as the real one, with a way to do what nobody may do. */
import type { EvidenceStore } from "../../../lib/evidence/evidence-store.ts";

export interface MemoryStore extends EvidenceStore {
  readonly objects: Map<string, Buffer>;
}

export function memoryStore(given: Iterable<readonly [string, Buffer]> = []): MemoryStore {
  const objects = new Map(given);
  return {
    objects,
    async list(prefix, after = "") {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      return keys.map((key) => ({
        key,
        version: "null",
        bytes: objects.get(key)?.length ?? 0,
        overwritten: false,
        deleted: false,
      }));
    },
    read: async (key) => objects.get(key) ?? null,
    async putOnce(key, body) {
      if (objects.has(key)) return false;
      objects.set(key, Buffer.from(body));
      return true;
    },
  };
}
