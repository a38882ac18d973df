import { join } from "node:path";
import type { EvidenceReader } from "../evidence-store.ts";
import { readEventsKey } from "../keys-in-bucket.ts";
import type { Evidence } from "./collect-evidence.ts";
import { describeFile, MANIFEST, type PackagedFile, writeManifest } from "./manifest.ts";

/** Where a package goes: a folder or a zip. */
export interface PackageWriter {
  /** Whether what was added is not looked at any more once `add` has resolved. */
  readonly isDoneWithContent: boolean;
  /** Several may be asked for before the first is done: they come into the package in the order of the calls. */
  add(path: string, content: Buffer): Promise<void>;
  /** Takes a file of this machine in, of any size. It must not change from then on: the package may have the very same file. */
  addFile(path: string, file: string, bytes: number): Promise<void>;
  /**
   * Copies a file of this machine that is somebody else's. Where the system can do so by itself: it takes half as long as to read and write.
   * @returns its bytes; null where there is none
   */
  copyFile?(path: string, file: string): Promise<number | null>;
}

/** A file beside the evidence: in memory, made when its turn comes, or on disk where it would not fit. */
export type ExtraFile =
  | { readonly path: string; readonly content: Buffer }
  | { readonly path: string; readonly make: () => Promise<Buffer> }
  | { readonly path: string; readonly file: string; readonly bytes: number; readonly sha256: string };

export interface PackageOptions {
  /** Files beside the evidence: the verifier, instructions, reports. */
  readonly extra: readonly ExtraFile[];
  /** The evidence, where it was copied already. */
  readonly copied?: Copied;
  /** Told after each file. */
  readonly progress?: (done: number, of: number) => void;
  /** Told the manifest's hash before the manifest is written: where it throws the package has none, and does not verify. */
  readonly record?: (manifestHash: string) => Promise<void>;
}

/** Files read at once. */
const AT_ONCE = 4;

/** Evidence that stands in a package, and what is missing of it in the archive: the verifier will name it, too. */
export interface Copied {
  readonly files: readonly PackagedFile[];
  readonly missing: readonly string[];
}

export interface CopyOptions extends Pick<PackageOptions, "progress"> {
  readonly signal?: AbortSignal;
  /** Objects that somebody else holds against the hashes in their names: what they find altered they describe anew. */
  readonly heldAgainstNames?: ReadonlySet<string>;
}

interface Taken {
  readonly file: PackagedFile;
  /** Null: it is in the package already. */
  readonly content: Buffer | null;
}

/** @throws AbortError once the signal says so, and the system's errors */
export async function copyEvidence(
  store: EvidenceReader,
  keys: readonly string[],
  writer: PackageWriter,
  { progress, signal, heldAgainstNames }: CopyOptions = {},
): Promise<Copied> {
  const files: PackagedFile[] = [];
  const missing: string[] = [];
  /** What somebody else hashes nobody here has to see, where the bucket is a folder. */
  async function take(key: string): Promise<Taken | null> {
    const sha256 = heldAgainstNames?.has(key) ? readEventsKey(key)?.sha256 : undefined;
    if (sha256 !== undefined && writer.copyFile && store.folder !== undefined) {
      const bytes = await writer.copyFile(key, join(store.folder, key));
      return bytes === null ? null : { file: { path: key, bytes, sha256 }, content: null };
    }
    const content = await store.read(key);
    if (!content) return null;
    const file = sha256 === undefined ? describeFile(key, content) : { path: key, bytes: content.length, sha256 };
    return { file, content };
  }
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    signal?.throwIfAborted();
    const group = keys.slice(start, start + AT_ONCE);
    const taken = await Promise.all(group.map(take));
    const added = group.map((key, index) => {
      const { file, content } = taken[index] ?? {};
      if (file) files.push(file);
      else missing.push(key);
      return content && writer.add(key, content);
    });
    await Promise.all(added);
    if (writer.isDoneWithContent) for (const each of taken) if (each?.content) store.release?.(each.content);
    progress?.(Math.min(start + AT_ONCE, keys.length), keys.length);
  }
  return { files, missing };
}

/**
 * Writes the evidence file by file and the manifest last, so that a package that was cut short has none.
 * @returns what is missing in the archive: the package is written all the same
 */
export async function writePackage(
  store: EvidenceReader,
  { manifest, keys }: Evidence,
  writer: PackageWriter,
  { extra, copied, progress, record }: PackageOptions,
): Promise<{ readonly missing: readonly string[]; readonly files: number }> {
  const { files: evidence, missing } =
    copied ?? (await copyEvidence(store, keys, writer, progress ? { progress } : {}));
  const files = [...evidence];
  const add = (path: string, content: Buffer): Promise<void> => {
    files.push(describeFile(path, content));
    return writer.add(path, content);
  };
  for (const each of extra) {
    if ("content" in each) await add(each.path, each.content);
    else if ("make" in each) await add(each.path, await each.make());
    else {
      const { path, file, bytes, sha256 } = each;
      await writer.addFile(path, file, bytes);
      files.push({ path, bytes, sha256 });
    }
  }
  const { text, sha256 } = writeManifest(manifest, files);
  await record?.(sha256);
  await writer.add(MANIFEST, Buffer.from(text));
  return { missing, files: files.length + 1 };
}
