import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { ConfigurationError } from "./configuration-error.ts";

/** What the operating system's error codes mean for somebody who names a file. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "the file may not be read by this user",
  ENOTDIR: "part of the path is not a folder",
};

function open(file: string, whatItIs: string): number {
  try {
    return openSync(file, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    const problem = `expected ${whatItIs}, but ${WORDS[code] ?? `it cannot be opened (${code})`}`;
    throw new ConfigurationError([{ file, problem }], { cause: error });
  }
}

/**
 * Reads a UTF-8 text file that a person wrote or downloaded; a byte order mark at its start is dropped.
 * @param maximumBytes a file above it is refused unread
 * @throws ConfigurationError where it is missing, not a file, too large or not UTF-8.
 */
export function readBoundedFile(file: string, maximumBytes: number, whatItIs: string): string {
  const refuse = (problem: string) => new ConfigurationError([{ file, problem }]);
  const handle = open(file, whatItIs);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw refuse(`expected ${whatItIs}, but it is not a file`);
    if (stat.size > maximumBytes) throw refuse(`expected at most ${maximumBytes} bytes, found ${stat.size}`);
    const bytes = readFileSync(handle);
    if (!isUtf8(bytes)) throw refuse(`expected ${whatItIs} in UTF-8, found other bytes: save it as UTF-8`);
    return bytes.toString("utf8").replace(/^\uFEFF/, "");
  } finally {
    closeSync(handle);
  }
}
