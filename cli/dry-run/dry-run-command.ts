/** `samltrail dry-run`: a login with a known person, from the browser to CloudTrail's record, each step shown. */
import { parseArgs } from "node:util";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { stageSchema } from "../../lib/config/schema.ts";
import { fitToSchema } from "../../lib/config/schema-faults.ts";
import { readYaml } from "../../lib/config/yaml-source.ts";
import { printable } from "../../lib/events/printable.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { NotApproved } from "../credentials/callback.ts";
import { serviceAddress } from "../credentials/credentials-command.ts";
import { openBrowser } from "../credentials/open-browser.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE, type StackChoice } from "../stack.ts";
import { describeReport } from "./describe.ts";
import { findOut } from "./find-out.ts";
import { createPatience } from "./patience.ts";
import { lookAt, type Performed, type Performing, performHere, performInBrowser } from "./perform.ts";
import { reportOf } from "./report.ts";
import { openResources } from "./resources.ts";

const IN_BROWSER_MS = 5 * 60_000;

const usage = `usage: samltrail dry-run [<stage file>] --person <name or id> [--role <mapping id>]... [--wait <seconds>] [--json]
       samltrail dry-run [<stage file>] --person <name or id> --number <number on a refusal page>

Performs a login with a known person and shows each step, which attributes came, the roles, credentials of them (masked), and
CloudTrail's record of each. The login and the credentials are real, for 15 minutes, and recorded like any other. The command itself
drops the secrets unread.

On this machine's own stack (--stack local) it signs in by itself, at the demo identity provider. Elsewhere the person signs in,
in a browser on this computer, and approves each role; the command then looks up what the trail has of it.

  --person <name>    who signs in: the name, or what names them at the provider; on this machine alice, bob or carol
  --role <id>        ask for credentials of this mapping; may be given several times, and must be where a browser is used. By default
                     of all that were granted
  --wait <seconds>   how long to wait in all for the archive and for CloudTrail; by default 120. CloudTrail often takes 5 minutes
  --number <number>  sign nobody in, and show the attempt whose refusal page had this number
  --url <address>    where the service is reached; by default the stack's own
  --no-browser       only print the address, for another window
  --json             for programs

Exit code 0: all matched; 1: the login or a role was refused, or something is missing; 2: it could not be performed.

${STACK_USAGE}`;

const OPTIONS = {
  ...STACK_OPTIONS,
  person: { type: "string" },
  role: { type: "string", multiple: true, default: [] as string[] },
  wait: { type: "string", default: "120" },
  number: { type: "string" },
  url: { type: "string" },
  "no-browser": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

interface Asked extends StackChoice {
  readonly person: string;
  readonly role: readonly string[];
  readonly seconds: number;
  readonly number: string | undefined;
  readonly url: string | undefined;
  readonly noBrowser: boolean;
  readonly json: boolean;
}

function secondsOf(given: string): number {
  if (/^\d{1,4}$/.test(given) && Number(given) <= 3600) return Number(given);
  throw new UsageError("--wait: expected 0 to 3600 seconds");
}

function stageFile([given, ...more]: readonly string[]): string {
  const file = given ?? process.env.CONFIG_FILE;
  if (file !== undefined && more.length === 0) return file;
  throw new UsageError("expected one stage file: it says which attributes a provider has to send");
}

function perform(asked: Asked, performing: Performing, { error }: Surroundings): Promise<Performed> {
  if (asked.number !== undefined) return lookAt(asked.number, performing);
  if (asked.stack === "local") return performHere(performing);
  const show = (url: string) => {
    error(`Sign in as ${printable(asked.person)} and approve, in the browser: ${url}`);
    if (!asked.noBrowser) openBrowser(url);
  };
  return performInBrowser(performing, { show, patienceMs: IN_BROWSER_MS });
}

async function dryRun(asked: Asked, file: string, surroundings: Surroundings): Promise<number> {
  const { now: startedAt, out, error } = surroundings;
  const { identityProviders: policies } = fitToSchema(readYaml(file, "the stage file"), stageSchema);
  const baseUrl = serviceAddress(asked.url ?? process.env.BASE_URL ?? process.env.SAMLTRAIL_URL);
  const begun = performance.now();
  const resources = openResources(() => new Date(startedAt.getTime() + performance.now() - begun));
  const patience = createPatience({
    seconds: asked.seconds,
    everyMs: asked.stack === "local" ? 250 : 1_000,
    say: error,
  });
  const { person, role: mappingIds } = asked;
  try {
    const performing = { baseUrl, person, mappingIds, startedAt, trail: resources.trail, patience, say: error };
    const performed = await perform(asked, performing, surroundings);
    const { attempt, obtained } = performed;
    if (!attempt) {
      for (const { mappingId, refused } of obtained) if (refused !== null) error(`${mappingId}: ${refused}`);
      error(`no event of the login was found within ${asked.seconds} s, neither archived nor waiting in the ledger`);
      error("from the one to the other it takes half a minute: --wait longer, or look into the dead-letter queues");
      return 1;
    }
    const report = reportOf(
      await findOut({ resources, policies, patience, startedAt, person, mappingIds }, performed, attempt),
    );
    if (asked.json) out(JSON.stringify(report, null, 2));
    else for (const line of describeReport(report)) out(line);
    return report.matched ? 0 : 1;
  } finally {
    resources.close();
  }
}

/** Whatever went wrong on the way: the person at the terminal has no use for a stack. */
function whyNot(failure: unknown): readonly string[] {
  if (failure instanceof ConfigurationError) return [failure.message];
  if (failure instanceof NotApproved) {
    const hint = "where a page refused the sign-in, it shows a number: --number <number> shows that attempt";
    return [`samltrail: ${failure.message}`, hint];
  }
  const { name, message, cause } = failure as Partial<Error>;
  const because = cause === undefined ? "" : ` (${(cause as Partial<Error>).message || String(cause)})`;
  return [`samltrail: the dry run could not be performed: ${printable(`${name}: ${message}${because}`, 400)}`];
}

export const dryRunCommand: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
    const { person, role, wait, number, url, json, "no-browser": noBrowser, ...choice } = values;
    if (person === undefined) throw new UsageError("expected --person with who is to sign in");
    const asked = { ...choice, person, role, number, url, json, noBrowser, seconds: secondsOf(wait) };
    const leave = await enterStack(choice);
    try {
      return await dryRun(asked, stageFile(positionals), surroundings);
    } catch (failure) {
      if (failure instanceof UsageError) throw failure;
      for (const line of whyNot(failure)) surroundings.error(line);
      return 2;
    } finally {
      leave();
    }
  },
};
