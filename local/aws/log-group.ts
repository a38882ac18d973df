/** A log group of CloudWatch: its lines in a file, the latest of them at hand. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { hasCode } from "../files/atomic-files.ts";

/** `at` in milliseconds since 1970. */
const lineModel = z.object({ at: z.number(), message: z.string() });

type LogLine = z.infer<typeof lineModel>;

export interface LogGroup {
  readonly name: string;
  write(line: LogLine): void;
  /** In the order in which they were written. */
  lines(): readonly LogLine[];
  /** Resolves when everything written is on disk. */
  close(): Promise<void>;
}

/** As many are answered for; AWS keeps a year of them. */
const MAXIMUM_LINES = 100_000;

/** A last line that a crash cut off is left out. */
async function readLines(file: string): Promise<LogLine[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter(Boolean)
    .slice(-MAXIMUM_LINES)
    .map((line) => lineModel.parse(JSON.parse(line)));
}

export async function openLogGroup(name: string, file: string): Promise<LogGroup> {
  await mkdir(dirname(file), { recursive: true });
  const kept = await readLines(file);
  let written: Promise<void> = Promise.resolve();
  return {
    name,
    write(line) {
      kept.push(line);
      kept.splice(0, kept.length - MAXIMUM_LINES);
      // What cannot be written is missing after a restart; the requests themselves go on.
      written = written.then(() => appendFile(file, `${JSON.stringify(line)}\n`)).catch(() => undefined);
    },
    lines: () => kept,
    close: () => written,
  };
}
