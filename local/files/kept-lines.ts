/** What a file keeps, a line of JSON each, the latest of them at hand: what a service of AWS remembers for so long. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode } from "../../lib/files/has-code.ts";

export interface KeptLines<Line> {
  keep(lines: readonly Line[]): void;
  /** Oldest first. */
  lines(): readonly Line[];
  /** Resolves when everything kept is on disk. */
  close(): Promise<void>;
}

/** A last line that a crash cut off is left out. */
async function readWhole(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  });
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);
}

/** @param most as many are at hand; the file has all */
export async function openKeptLines<Line>(
  file: string,
  most: number,
  parse: (json: unknown) => Line,
): Promise<KeptLines<Line>> {
  await mkdir(dirname(file), { recursive: true });
  const kept = (await readWhole(file)).slice(-most).map((line) => parse(JSON.parse(line)));
  let written: Promise<void> = Promise.resolve();
  return {
    keep(lines) {
      kept.push(...lines);
      kept.splice(0, kept.length - most);
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      // What cannot be written is missing after a restart; the calls themselves go on.
      written = written.then(() => appendFile(file, text)).catch(() => undefined);
    },
    lines: () => kept,
    close: () => written,
  };
}
