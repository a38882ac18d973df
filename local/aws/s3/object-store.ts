/** Objects as files: the content under its key, what else is known of it in a file beside the tree. */
import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../../lib/files/has-code.ts";
import type { AtomicFiles } from "../../files/atomic-files.ts";
import { notImplemented } from "../aws-error.ts";
import type { Checksum } from "./checksum.ts";
import { keyToPath, pathToKey } from "./object-path.ts";
import { versionHistory } from "./version-history.ts";

interface ObjectDescription {
  /** `null` is what was written before there were versions here. */
  readonly versionId: string;
  readonly etag: string;
  readonly size: number;
  readonly lastModified: string;
  /** Headers that come back with the object: content type and encoding, `x-amz-meta-*`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | null;
  readonly legalHold?: boolean;
}

/** What lies under a key: the current version, earlier ones, delete markers. */
interface ListedVersion {
  readonly versionId: string;
  readonly isLatest: boolean;
  /** Null for a delete marker. */
  readonly object: Pick<ObjectDescription, "etag" | "size"> | null;
  readonly lastModified: string;
}

export interface StoredObject extends ObjectDescription {
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
  /** @param versionId by default the current version */
  get(key: string, versionId?: string): Promise<StoredObject | null>;
  describe(key: string): Promise<ObjectDescription | null>;
  /** Every key with this prefix, in the order of its UTF-8 bytes. */
  keys(prefix: string): Promise<string[]>;
  /** Keys that have versions or markers, whether or not there is a current one. */
  versionedKeys(prefix: string): Promise<string[]>;
  /** The newest first. */
  versions(key: string): Promise<readonly ListedVersion[]>;
  /** Hides the object under a delete marker, whose id is returned. */
  remove(key: string): Promise<string>;
  /** @returns `false` where there is no such version */
  hold(key: string, versionId: string | undefined, legalHold: boolean): Promise<boolean>;
}

const inByteOrder = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const newVersionId = (): string => randomBytes(16).toString("hex");

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
  const history = versionHistory(directory, files);
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
    if (text === null) return null;
    const known = JSON.parse(text) as Omit<ObjectDescription, "versionId"> & { readonly versionId?: string };
    return { ...known, versionId: known.versionId ?? "null" };
  }

  async function current(key: string): Promise<StoredObject | null> {
    const [content, description] = await Promise.all([orNull(readFile(contentFile(key))), describe(key)]);
    return content && description ? { ...description, content } : null;
  }

  async function get(key: string, versionId?: string): Promise<StoredObject | null> {
    const now = await current(key);
    if (versionId === undefined || now?.versionId === versionId) return now;
    const past = (await history.of(key)).find((each) => each.versionId === versionId);
    return past && !past.marker ? { ...past, content: await history.content(key, versionId) } : null;
  }

  async function keys(prefix: string): Promise<string[]> {
    const found: string[] = [];
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    await walk(objects, folder === "" ? "" : keyToPath(folder.slice(0, -1)), found);
    return inByteOrder(found.filter((key) => key.startsWith(prefix)));
  }

  return {
    get,
    describe,
    put: (key, content, given, onlyNew) =>
      inTurn(key, async () => {
        const before = await current(key);
        if (onlyNew && before) return null;
        if (before) await history.push(key, before);
        const description = {
          versionId: newVersionId(),
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
    keys,
    async versionedKeys(prefix) {
      const past = (await history.keys()).filter((key) => key.startsWith(prefix));
      return inByteOrder([...new Set([...(await keys(prefix)), ...past])]);
    },
    async versions(key) {
      const now = await describe(key);
      const past = await history.of(key);
      const all = now ? [{ ...now, marker: false as const }, ...past] : past;
      return all.map((each, index) => ({
        versionId: each.versionId,
        isLatest: index === 0,
        object: each.marker ? null : { etag: each.etag, size: each.size },
        lastModified: each.lastModified,
      }));
    },
    remove: (key) =>
      inTurn(key, async () => {
        const before = await current(key);
        const versionId = newVersionId();
        if (before) await history.push(key, before);
        await history.mark(key, versionId);
        await Promise.all([contentFile(key), descriptionFile(key)].map((file) => rm(file, { force: true })));
        return versionId;
      }),
    hold: (key, versionId, legalHold) =>
      inTurn(key, async () => {
        const now = await describe(key);
        if (now && (versionId === undefined || versionId === now.versionId)) {
          await files.replace(descriptionFile(key), JSON.stringify({ ...now, legalHold }));
          return true;
        }
        if (versionId === undefined || !(await get(key, versionId))) return false;
        await history.hold(key, versionId, legalHold);
        return true;
      }),
  };
}
