/** Versions of objects that are not the current one any more, and delete markers: a list a key, contents beside it. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../../lib/files/has-code.ts";
import type { AtomicFiles } from "../../files/atomic-files.ts";
import type { StoredObject } from "./object-store.ts";

/** A version without its content, or a marker, which has none. */
type PastVersion =
  | (Omit<StoredObject, "content"> & { readonly marker: false })
  | { readonly marker: true; readonly versionId: string; readonly lastModified: string };

export interface VersionHistory {
  /** The newest first. */
  of(key: string): Promise<readonly PastVersion[]>;
  keys(): Promise<readonly string[]>;
  content(key: string, versionId: string): Promise<Buffer>;
  /** What was the current version until now. */
  push(key: string, past: StoredObject): Promise<void>;
  mark(key: string, versionId: string): Promise<void>;
  /** Says of a past version whether it is held. */
  hold(key: string, versionId: string, legalHold: boolean): Promise<void>;
}

interface Kept {
  readonly key: string;
  readonly versions: readonly PastVersion[];
}

export function versionHistory(directory: string, files: AtomicFiles): VersionHistory {
  const folder = join(directory, "versions");
  const nameOf = (key: string) => createHash("sha256").update(key).digest("hex");
  const listFile = (key: string) => join(folder, `${nameOf(key)}.json`);
  const contentFile = (key: string, versionId: string) => join(folder, nameOf(key), versionId);

  async function read(file: string): Promise<Kept | null> {
    try {
      return JSON.parse(await readFile(file, "utf8")) as Kept;
    } catch (error) {
      if (hasCode(error, "ENOENT")) return null;
      throw error;
    }
  }

  const of = async (key: string) => (await read(listFile(key)))?.versions ?? [];
  const write = (key: string, versions: readonly PastVersion[]) =>
    files.replace(listFile(key), JSON.stringify({ key, versions } satisfies Kept));

  return {
    of,
    async keys() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (hasCode(error, "ENOENT")) return [];
        throw error;
      });
      const kept = await Promise.all(
        names.filter((name) => name.endsWith(".json")).map((name) => read(join(folder, name))),
      );
      return kept.flatMap((each) => each?.key ?? []);
    },
    content: (key, versionId) => readFile(contentFile(key, versionId)),
    async push(key, { content, ...past }) {
      await files.replace(contentFile(key, past.versionId), content);
      await write(key, [{ ...past, marker: false }, ...(await of(key))]);
    },
    async mark(key, versionId) {
      const marker = { marker: true, versionId, lastModified: new Date().toISOString() } as const;
      await write(key, [marker, ...(await of(key))]);
    },
    async hold(key, versionId, legalHold) {
      const versions = await of(key);
      await write(
        key,
        versions.map((each) => (each.versionId === versionId && !each.marker ? { ...each, legalHold } : each)),
      );
    },
  };
}
