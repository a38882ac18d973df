/** The commands of the demo, run in this process as the terminal would run them. */
import { COMMANDS } from "../../commands.ts";
import { runCommand } from "../../run-command.ts";

export interface Ran {
  readonly code: number;
  /** What it printed, in order. */
  readonly lines: readonly string[];
}

/** @param args what follows `samltrail` */
export async function samltrail(...args: readonly string[]): Promise<Ran> {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(...text.split("\n"));
  const code = await runCommand(COMMANDS, args, { out: print, error: print, now: new Date() });
  return { code, lines };
}
