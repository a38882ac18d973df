/** `npm run test:aws`: deploys to an emulator that others wrote, plays every scene there, and holds calls against roles. */
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createCleanUp } from "./clean-up.ts";
import { NoPython } from "./emulator/virtual-environment.ts";
import { createProgress } from "./progress.ts";
import { run } from "./run.ts";
import { describe, problemsOf } from "./summary.ts";

const USAGE = `usage: npm run test:aws [-- --keep]

Deploys a stage to MiniStack on this machine by the CDK's own command line, plays the end-to-end scenes there, deploys again, and
holds every AWS call of every function against its role. What it is doing goes to stderr, what came of it to stdout.

  --keep   leave the run's folder, with templates and logs; it is left in any case where something is not as it must be

Exit codes: 0 all as it must be, 1 something is not, 2 the command line makes no sense, 3 there is no Python 3.10 or later.`;

const say = (line: string) => console.error(line);

async function main(keep: boolean): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "samltrail-aws-"));
  const cleanUp = createCleanUp((what, error) => say(`${what} could not be ended: ${error}`));
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interrupted = true;
      say("ending");
      void cleanUp
        .run()
        .then(() => rm(directory, { recursive: true, force: true }))
        .finally(() => process.exit(128 + constants.signals[signal]));
    });
  }
  let code = 1;
  try {
    const summary = await run({ directory, cleanUp, progress: createProgress(say, () => Date.now()) });
    console.log(describe(summary));
    code = problemsOf(summary).length > 0 ? 1 : 0;
  } catch (error) {
    // Whatever was under way breaks off then; the handler of the signal ends the process.
    if (interrupted) await new Promise(() => undefined);
    if (error instanceof NoPython) code = 3;
    say(error instanceof NoPython ? `test:aws ${error.message}` : String(error instanceof Error ? error.stack : error));
  } finally {
    await cleanUp.run();
    if (code === 1 || keep) say(`what the run wrote is in ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  }
  return code;
}

function readFlags(): { readonly keep: boolean; readonly help: boolean } | null {
  try {
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { keep: flag, help: { ...flag, short: "h" } } }).values;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return null;
  }
}

const flags = readFlags();
if (flags === null || flags.help) {
  (flags ? console.log : say)(USAGE);
  process.exitCode = flags ? 0 : 2;
} else process.exit(await main(flags.keep));
