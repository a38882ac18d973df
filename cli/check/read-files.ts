/** The files that `samltrail check` is given. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { CannotJudge } from "./cannot-judge.ts";

/** Enough for a HAR file of a long browser session. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CannotJudge(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** @param file a path, or `-` for standard input */
export async function readInput(file: string): Promise<string> {
  const content = file === "-" ? await text(process.stdin) : await contentOf(file);
  if (content.length <= MAXIMUM_BYTES) return content;
  throw new CannotJudge(`${file} is larger than 64 MiB`);
}

async function readKey(file: string): Promise<KeyObject> {
  const pem = await contentOf(file);
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new CannotJudge(`${file} is not a private key in PEM without a passphrase`, { cause: error });
  }
}

export async function readKeys(files: readonly string[]): Promise<readonly KeyObject[]> {
  return Promise.all(files.map(readKey));
}
