/** The commands of the demo, run in this process as the terminal would run them. */
import type { Command } from "../../command.ts";
import { eraseCommand } from "../../erase/erase-command.ts";
import { reportCommand } from "../../report/report-command.ts";
import { runCommand } from "../../run-command.ts";
import { verifyCommand } from "../../verify/verify-command.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  erase: eraseCommand,
  report: reportCommand,
  verify: verifyCommand,
};

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
