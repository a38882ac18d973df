import type { EvidenceReader } from "../evidence-store.ts";
import type { Evidence } from "./collect-evidence.ts";
import { describeFile, MANIFEST, type PackagedFile, writeManifest } from "./manifest.ts";

/** Where a package goes: a folder or a zip. */
export interface PackageWriter {
  add(path: string, content: Buffer): Promise<void>;
}

export interface PackageOptions {
  /** Files beside the evidence: the verifier, instructions, reports. */
  readonly extra: readonly { readonly path: string; readonly content: Buffer }[];
  /** Told after each file. */
  readonly progress?: (done: number, of: number) => void;
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
  { extra, progress }: PackageOptions,
): Promise<{ readonly missing: readonly string[]; readonly files: number }> {
  const files: PackagedFile[] = [];
  const missing: string[] = [];
  const add = async (path: string, content: Buffer) => {
    await writer.add(path, content);
    files.push(describeFile(path, content));
  };
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    const group = keys.slice(start, start + AT_ONCE);
    const contents = await Promise.all(group.map((key) => store.read(key)));
    for (const [index, key] of group.entries()) {
      const content = contents[index];
      if (content) await add(key, content);
      else missing.push(key);
    }
    progress?.(Math.min(start + AT_ONCE, keys.length), keys.length);
  }
  for (const { path, content } of extra) await add(path, content);
  await writer.add(MANIFEST, Buffer.from(writeManifest(manifest, files)));
  return { missing, files: files.length + 1 };
}
