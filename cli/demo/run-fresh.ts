/** Runs a demo in an empty folder, and says how it went. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Stage {
  /** Empty; kept where something is not as it must be. */
  readonly directory: string;
  readonly print: (text: string) => void;
  /** Takes the stack's log, line by line. */
  readonly log: (line: string) => void;
}

export interface Demo {
  /** One line for the list of demos. */
  readonly summary: string;
  /** @returns what is not as it must be */
  run(stage: Stage): Promise<readonly string[]>;
}

/** @returns the exit code: 0 where everything is as it must be, 1 otherwise, with what is not */
export async function runFresh(demo: Demo, print: (text: string) => void): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "samltrail-demo-"));
  const log: string[] = [];
  let problems: readonly string[];
  print("starting a fresh stack");
  try {
    problems = await demo.run({ directory, print, log: (line) => void log.push(line) });
  } catch (error) {
    problems = [`the demo itself failed: ${error instanceof Error ? error.stack : error}`];
  }
  if (problems.length === 0) {
    await rm(directory, { recursive: true, force: true });
    return 0;
  }
  const logFile = join(directory, "demo.log");
  await writeFile(logFile, log.map((line) => `${line}\n`).join(""));
  print(`\n${problems.length} not as it must be:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  print(`\nThe log is in ${logFile}, the data beside it.`);
  return 1;
}
