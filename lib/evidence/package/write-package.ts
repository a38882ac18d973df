import type { EvidenceReader } from "../evidence-store.ts";
import type { Evidence } from "./collect-evidence.ts";
import { describeFile, MANIFEST, type PackagedFile, writeManifest } from "./manifest.ts";

/** Where a package goes: a folder or a zip. */
export interface PackageWriter {
  /** Several may be asked for before the first is done: they come into the package in the order of the calls. */
  add(path: string, content: Buffer): Promise<void>;
  /** Takes a file of this machine in, of any size. It must not change from then on: the package may have the very same file. */
  addFile(path: string, file: string, bytes: number): Promise<void>;
}

/** A file beside the evidence: in memory, made when its turn comes, or on disk where it would not fit. */
export type ExtraFile =
  | { readonly path: string; readonly content: Buffer }
  | { readonly path: string; readonly make: () => Promise<Buffer> }
  | { readonly path: string; readonly file: string; readonly bytes: number; readonly sha256: string };

export interface PackageOptions {
  /** Files beside the evidence: the verifier, instructions, reports. */
  readonly extra: readonly ExtraFile[];
  /** Told after each file. */
  readonly progress?: (done: number, of: number) => void;
  /** Told the manifest's hash before the manifest is written: where it throws the package has none, and does not verify. */
  readonly record?: (manifestHash: string) => Promise<void>;
}

/** Files read at once. */
const AT_ONCE = 16;

/**
 * Writes the evidence file by file and the manifest last, so that a package that was cut short has none.
 * @returns what is missing in the archive: the package is written all the same, and the verifier will name it, too
 */
export async function writePackage(
  store: EvidenceReader,
  { manifest, keys }: Evidence,
  writer: PackageWriter,
  { extra, progress, record }: PackageOptions,
): Promise<{ readonly missing: readonly string[]; readonly files: number }> {
  const files: PackagedFile[] = [];
  const missing: string[] = [];
  const add = (path: string, content: Buffer): Promise<void> => {
    files.push(describeFile(path, content));
    return writer.add(path, content);
  };
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const group = keys.slice(start, start + AT_ONCE);
    const contents = await Promise.all(group.map((key) => store.read(key)));
    const added = group.map((key, index) => {
      const content = contents[index];
      if (content) return add(key, content);
      missing.push(key);
      return undefined;
    });
    await Promise.all(added);
    progress?.(Math.min(start + AT_ONCE, keys.length), keys.length);
  }
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
