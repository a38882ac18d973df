/** What is wrong with the configuration, said once and in full: where it is, what was expected, what was found. */

export interface ConfigurationFault {
  /** The file as the person named it, or what else the value came from. */
  readonly file: string;
  /** Counted from 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The place within the file: `identityProviders[0].clockSkewSeconds`. */
  readonly path?: string | undefined;
  /** What was expected, what was found, and what to do where that is not plain. */
  readonly problem: string;
}

const LISTED = 25;

function describe({ file, line, column, path, problem }: ConfigurationFault): string {
  const place = [file.replace(/\p{Cc}/gu, "?"), line, column].filter((part) => part !== undefined).join(":");
  return path ? `${place}: ${path}: ${problem}` : `${place}: ${problem}`;
}

function message(faults: readonly ConfigurationFault[]): string {
  const [first] = faults;
  if (first && faults.length === 1) return `the configuration cannot be used: ${describe(first)}`;
  const lines = faults.slice(0, LISTED).map((fault) => `  ${describe(fault)}`);
  if (faults.length > LISTED) lines.push(`  and ${faults.length - LISTED} more`);
  return [`the configuration cannot be used, ${faults.length} faults:`, ...lines].join("\n");
}

/** Thrown where a configuration cannot be used; it carries every fault that was found, so that one run mends them all. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly faults: readonly ConfigurationFault[];

  constructor(faults: readonly ConfigurationFault[], options?: ErrorOptions) {
    super(message(faults), options);
    this.faults = faults;
  }
}

/** The faults of an attempt: collects those of a `ConfigurationError` and lets any other error through. */
export function collectFaults<Result>(faults: ConfigurationFault[], attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}
