/** What a subcommand of `samltrail` is. */

interface Output {
  out(line: string): void;
  error(line: string): void;
}

export interface Surroundings extends Output {
  readonly now: Date;
}

export interface Command {
  /** What `samltrail <command> --help` prints. */
  readonly usage: string;
  /**
   * @param args what follows the command's name
   * @returns the exit code: 0 done, 1 the answer is no
   * @throws UsageError where the arguments make no sense
   */
  run(args: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** The command line makes no sense: exit code 2, and where to read how it is meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
