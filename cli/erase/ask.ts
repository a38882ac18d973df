import { createInterface } from "node:readline/promises";

/** @returns `false` where there is nobody to ask */
export async function askAtTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} (yes/no) `)).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}
