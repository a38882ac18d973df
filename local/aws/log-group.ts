/** A log group of CloudWatch: its lines in a file, the latest of them at hand. */
import * as z from "zod";
import { openKeptLines } from "../files/kept-lines.ts";

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

export async function openLogGroup(name: string, file: string): Promise<LogGroup> {
  const { keep, lines, close } = await openKeptLines(file, MAXIMUM_LINES, (json) => lineModel.parse(json));
  return { name, write: (line) => keep([line]), lines, close };
}
