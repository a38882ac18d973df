/** Objects as files: the content under its key, what else is known of it in a file beside the tree. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AtomicFiles, hasCode } from "../../files/atomic-files.ts";
import { notImplemented } from "../aws-error.ts";
import type { Checksum } from "./checksum.ts";
import { keyToPath, pathToKey } from "./object-path.ts";

interface ObjectDescription {
  readonly etag: string;
  readonly size: number;
  readonly lastModified: string;
  /** Headers that come back with the object: content type and encoding, `x-amz-meta-*`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | null;
}

interface StoredObject extends ObjectDescription {
  readonly content: Buffer;
}

export interface ObjectStore {
  /** @returns null where `onlyNew` was asked for and the key is taken */
  put(
    key: string,
    content: Buffer,
    given: Pick<ObjectDescription, "headers" | "checksum">,
    onlyNew: boolean,
  ): Promise<ObjectDescription | null>;
  get(key: string): Promise<StoredObject | null>;
  describe(key: string): Promise<ObjectDescription | null>;
  /** Every key with this prefix, in the order of its UTF-8 bytes. */
  keys(prefix: string): Promise<string[]>;
}

async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  return reading.catch((error: unknown) => {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return null;
    throw error;
  });
}

async function walk(directory: string, path: string, found: string[]): Promise<void> {
  const entries = (await orNull(readdir(join(directory, path), { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const below = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) await walk(directory, below, found);
    else found.push(pathToKey(below));
  }
}

/** @param directory of one bucket */
export function objectStore(directory: string, files: AtomicFiles): ObjectStore {
  const objects = join(directory, "objects");
  const contentFile = (key: string) => join(objects, keyToPath(key));
  const descriptionFile = (key: string) =>
    join(directory, "descriptions", `${createHash("sha256").update(key).digest("hex")}.json`);
  const lastByKey = new Map<string, Promise<unknown>>();

  /** Writers of one key take turns: content and description are two files, and must be of one writer. */
  async function inTurn<Result>(key: string, write: () => Promise<Result>): Promise<Result> {
    const mine = (lastByKey.get(key) ?? Promise.resolve()).then(write);
    const settled = mine.catch(() => undefined);
    lastByKey.set(key, settled);
    try {
      return await mine;
    } finally {
      if (lastByKey.get(key) === settled) lastByKey.delete(key);
    }
  }

  async function describe(key: string): Promise<ObjectDescription | null> {
    const text = await orNull(readFile(descriptionFile(key), "utf8"));
    return text === null ? null : (JSON.parse(text) as ObjectDescription);
  }

  async function get(key: string): Promise<StoredObject | null> {
    const [content, description] = await Promise.all([orNull(readFile(contentFile(key))), describe(key)]);
    return content && description ? { ...description, content } : null;
  }

  return {
    get,
    describe,
    put: (key, content, given, onlyNew) =>
      inTurn(key, async () => {
        if (onlyNew && (await get(key))) return null;
        const description = {
          etag: `"${createHash("md5").update(content).digest("hex")}"`,
          size: content.length,
          lastModified: new Date().toISOString(),
          ...given,
        };
        // The content comes last: an object is there from the moment its content is.
        await files.replace(descriptionFile(key), JSON.stringify(description));
        try {
          if (onlyNew) return (await files.create(contentFile(key), content)) ? description : null;
          await files.replace(contentFile(key), content);
          return description;
        } catch (error) {
          if (!hasCode(error, "ENOTDIR", "EISDIR", "EEXIST")) throw error;
          throw notImplemented("a key that is also the folder of another key (objects are files here)");
        }
      }),
    async keys(prefix) {
      const found: string[] = [];
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      await walk(objects, folder === "" ? "" : keyToPath(folder.slice(0, -1)), found);
      return found
        .filter((key) => key.startsWith(prefix))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  };
}
