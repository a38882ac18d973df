import { type ChildProcess, spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what the program prints, as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Told of the process while it runs, so that it can be ended from outside. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** A program ended with another exit code than 0. */
class ProgramFailed extends Error {
  override readonly name = "ProgramFailed";

  constructor(program: string, how: string, output: string) {
    const lines = output.trimEnd().split("\n");
    super(`${program} ${how}:\n${lines.slice(-25).join("\n")}`);
  }
}

/**
 * Runs a program to its end, without a shell.
 * @returns everything that it printed, on stdout and stderr
 * @throws ProgramFailed
 */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<string> {
  const { cwd, environment, onOutput, onStart } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    onStart?.(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        onOutput?.(text);
      });
    }
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new ProgramFailed(`${program} ${args[0] ?? ""}`, `ended with ${code ?? signal}`, output));
    });
  });
}
