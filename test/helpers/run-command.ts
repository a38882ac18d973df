import type { Command, Surroundings } from "../../cli/command.ts";
import { runCommand as runListed } from "../../cli/run-command.ts";

export type LoadedCommands = Readonly<Record<string, Command>>;

/** As at the command line, of commands that are loaded already. */
export function runCommand(
  commands: LoadedCommands,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const listed = Object.entries(commands).map(([name, command]) => {
    const summary = `what ${name} does`;
    return [name, { summary, load: () => Promise.resolve(command) }] as const;
  });
  return runListed(Object.fromEntries(listed), args, surroundings);
}
