import { nearest } from "../lib/config/nearest.ts";
import { printable } from "../lib/events/printable.ts";
import { type Command, type Surroundings, UsageError } from "./command.ts";

interface ListedCommand {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<Command>;
}

export type Commands = Readonly<Record<string, ListedCommand>>;

const HELP: readonly string[] = ["--help", "-h"];

function overview(commands: Commands): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ["usage: samltrail <command> [arguments]", "", ...lines, "", "samltrail <command> --help says more."].join(
    "\n",
  );
}

async function dispatch(commands: Commands, args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError("expected a command");
  if (HELP.includes(name)) {
    surroundings.out(overview(commands));
    return 0;
  }
  const listed = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!listed) {
    const meant = nearest(name, Object.keys(commands));
    throw new UsageError(`there is no command ${printable(name, 40)}${meant ? `; did you mean ${meant}?` : ""}`);
  }
  const command = await listed.load();
  if (rest.some((arg) => HELP.includes(arg))) {
    surroundings.out(command.usage);
    return 0;
  }
  return command.run(rest, surroundings);
}

/** node:util's parseArgs reports a wrong command line as a TypeError with a code of its own. */
function isParseError(error: unknown): error is Error {
  return String((error as { code?: unknown } | null)?.code).startsWith("ERR_PARSE_ARGS_");
}

/**
 * Runs what the command line asks for.
 * @returns the exit code: 0 done, 1 the answer is no, 2 the command line makes no sense
 */
export async function runCommand(commands: Commands, args: readonly string[], surroundings: Surroundings) {
  try {
    return await dispatch(commands, args, surroundings);
  } catch (error) {
    if (!(error instanceof UsageError) && !isParseError(error)) throw error;
    surroundings.error(`samltrail: ${error.message}`);
    surroundings.error("samltrail --help lists what there is");
    return 2;
  }
}
