/** The functions' environment as a file in the data directory, for as long as the stack runs: what a command needs to reach it. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { hasCode } from "../../lib/files/has-code.ts";
import type { AtomicFiles } from "../files/atomic-files.ts";

const variables = z.record(z.string(), z.string());

const pathIn = (dataDirectory: string): string => join(dataDirectory, "environment.json");

/** @returns what takes the file away again */
export async function writeEnvironmentFile(
  files: AtomicFiles,
  dataDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  const path = pathIn(dataDirectory);
  await files.replace(path, `${JSON.stringify(environment, null, 2)}\n`);
  return () => rm(path, { force: true });
}

/** @returns null where no stack runs with this data directory */
export async function readEnvironmentFile(dataDirectory: string): Promise<Readonly<Record<string, string>> | null> {
  try {
    return variables.parse(JSON.parse(await readFile(pathIn(dataDirectory), "utf8")));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}
