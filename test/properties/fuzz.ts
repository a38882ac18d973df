/** Tries the properties with fresh seeds for as long as wished. */
import { parseArgs } from "node:util";
import { explain } from "./explain.ts";
import { frontDoorProperties } from "./front-door.ts";
import { PARSERS } from "./parsers.ts";
import type { Property } from "./property.ts";
import { SIGNED_CONTENT } from "./signed-content.ts";

const USAGE = `usage: npm run fuzz -- [--seconds 60] [--seed <number>] [--only <words>] [--path <path>]

Tries the properties of test/properties one after the other with fresh seeds, until the time is over or one does not hold.

  --seconds <number>   how long; 60 by default
  --seed <number>      of the first round, each further round counts on from it; random by default
  --only <words>       the properties whose names hold these words
  --path <path>        of a counterexample that was found: tries that alone, with its --seed and --only

Exit codes: 0 all held, 1 one did not (its counterexample, seed and path are printed), 2 the arguments make no sense.`;

/** Tries of a property in a round. */
const RUNS = 40;

const options = {
  seconds: { type: "string", default: "60" },
  seed: { type: "string" },
  only: { type: "string", default: "" },
  path: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface Asked {
  readonly seconds: number;
  readonly seed: number;
  readonly only: string;
  readonly path: string | undefined;
}

/** @returns what is asked for; `null` for help; or what is wrong */
function readArguments(): Asked | null | string {
  try {
    const { values } = parseArgs({ options });
    if (values.help) return null;
    const seconds = Number(values.seconds);
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
    if (!(seconds > 0)) return `--seconds must be a number above 0, not ${values.seconds}`;
    if (!Number.isInteger(seed)) return `--seed must be a whole number, not ${values.seed}`;
    return { seconds, seed, only: values.only, path: values.path };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** @returns whether all held */
async function fuzz(properties: readonly Property[], { seconds, seed, path }: Asked): Promise<boolean> {
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  let tried = 0;
  for (let round = 0; round === 0 || (path === undefined && elapsed() < seconds); round += 1)
    for (const { name, check } of properties) {
      if (round > 0 && elapsed() >= seconds) break;
      progress(`${Math.round(elapsed())} of ${seconds} s, ${tried} tries, seed ${seed + round}: ${name}`);
      const details = await check({ seed: seed + round, ...(path === undefined ? { numRuns: RUNS } : { path }) });
      tried += details.numRuns;
      if (!details.failed) continue;
      progress("");
      console.log(explain(name, details));
      return false;
    }
  progress("");
  console.log(
    `all held: ${tried} tries of ${properties.length} properties in ${Math.round(elapsed())} s, from seed ${seed}`,
  );
  return true;
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked === null) {
    console.log(USAGE);
    return 0;
  }
  if (typeof asked === "string") {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const door = await frontDoorProperties();
  try {
    const all = [...SIGNED_CONTENT, ...PARSERS, ...door.properties];
    const chosen = all.filter(({ name }) => name.includes(asked.only));
    if (chosen.length === 0) {
      console.error(`no property's name holds ${JSON.stringify(asked.only)}`);
      return 2;
    }
    return (await fuzz(chosen, asked)) ? 0 : 1;
  } finally {
    await door.close();
  }
}

process.exitCode = await main();
