/** Where a package goes: a new folder, or a new file whose name ends in .zip. */
import { lstat, readdir } from "node:fs/promises";
import { type ClosingWriter, folderWriter, zipWriter } from "../../lib/evidence/package/package-writers.ts";
import { hasCode } from "../../lib/files/has-code.ts";

export const openTarget = (target: string): ClosingWriter =>
  target.endsWith(".zip") ? zipWriter(target) : folderWriter(target);

/**
 * Asked before the work begins, which may take minutes; the writers refuse what is there by then as well.
 * @throws an error with the code EEXIST where something is there already; an empty folder is free for a package as a folder
 */
export async function requireFree(target: string): Promise<void> {
  const there = await lstat(target).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  });
  if (!there) return;
  const isFree = there.isDirectory() && !target.endsWith(".zip") && (await readdir(target)).length === 0;
  if (!isFree) throw Object.assign(new Error(`${target} is there already`), { code: "EEXIST" });
}
