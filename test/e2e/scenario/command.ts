import { type LoadedCommands, runCommand } from "../../helpers/run-command.ts";

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs a samltrail command in this process. */
export async function command(
  commands: LoadedCommands,
  args: readonly string[],
  onError: (line: string) => void = () => undefined,
): Promise<CommandResult> {
  const [out, errors]: [string[], string[]] = [[], []];
  const code = await runCommand(commands, args, {
    out: (line) => void out.push(line),
    error(line) {
      errors.push(line);
      onError(line);
    },
    now: new Date(),
  });
  return { code, out: out.join("\n"), errors: errors.join("\n") };
}
