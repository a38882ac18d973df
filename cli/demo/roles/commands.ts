/** `samltrail roles …`, run in this process as the terminal would run it. */
import { COMMANDS } from "../../commands.ts";
import { runCommand } from "../../run-command.ts";

export interface Ran {
  readonly code: number;
  /** What it printed, errors after the rest. */
  readonly lines: readonly string[];
}

/** @param args what follows `samltrail` */
export async function samltrail(...args: readonly string[]): Promise<Ran> {
  const [printed, errors]: [string[], string[]] = [[], []];
  const surroundings = {
    out: (line: string) => void printed.push(line),
    error: (line: string) => void errors.push(line),
    now: new Date(),
  };
  const code = await runCommand(COMMANDS, args, surroundings);
  return { code, lines: [...printed, ...errors] };
}
