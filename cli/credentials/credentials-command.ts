/** `samltrail credentials`: temporary credentials of one of one's roles, by signing in through the browser. */
import { parseArgs } from "node:util";
import { isLoopback } from "../../lib/config/web-address.ts";
import { type Command, UsageError } from "../command.ts";
import { NotApproved } from "./callback.ts";
import { FORMS, type Form, printed } from "./forms.ts";
import { openBrowser } from "./open-browser.ts";
import { NotGiven, signIn } from "./sign-in.ts";

const PATIENCE_MS = 5 * 60_000;

const usage = `usage: samltrail credentials --role <mapping id> --url <address> [--minutes <n>] [--format env|json|process] [--no-browser]

Signs in through the browser, asks there to approve, and prints temporary credentials of a role. Nothing is kept.

  --role <mapping id>  the role, by the id of its mapping: the start page of the service, or its JSON, lists them
  --url <address>      where the service is reached; by default the variable SAMLTRAIL_URL
  --minutes <n>        15 to 60; by default as long as the role and the session allow
  --format <form>      env: lines for a shell (eval "$(samltrail credentials …)"); json; process: for the AWS CLI, as in
                       credential_process = samltrail credentials --role … --url … --format process
  --no-browser         only print the address, for another window`;

export function serviceAddress(given: string | undefined): string {
  if (given === undefined) throw new UsageError("expected --url, or the variable SAMLTRAIL_URL");
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))) return url.origin;
  throw new UsageError("--url: expected an https address: credentials would travel openly");
}

function minutesOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  if (/^\d{1,2}$/.test(given)) return Number(given);
  throw new UsageError("--minutes: expected 15 to 60");
}

const isForm = (given: string): given is Form => (FORMS as readonly string[]).includes(given);

export const credentialsCommand: Command = {
  usage,
  async run(args, { out, error }) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        role: { type: "string" },
        url: { type: "string" },
        minutes: { type: "string" },
        format: { type: "string", default: "env" },
        "no-browser": { type: "boolean", default: false },
      },
    });
    const { role, format } = values;
    if (role === undefined) throw new UsageError("expected --role with the id of a mapping");
    if (!isForm(format)) throw new UsageError(`--format: expected one of ${FORMS.join(", ")}`);
    const baseUrl = serviceAddress(values.url ?? process.env.SAMLTRAIL_URL);
    const show = (url: string) => {
      // Standard output is for the credentials alone: other programs read it.
      error(`Approve in the browser: ${url}`);
      if (!values["no-browser"]) openBrowser(url);
    };
    try {
      const minutes = minutesOf(values.minutes);
      const given = await signIn({ baseUrl, mappingId: role, minutes, show, patienceMs: PATIENCE_MS });
      out(printed(given, format));
      error(`${given.role.assumedRoleArn} until ${given.expiresAt}`);
      return 0;
    } catch (failure) {
      if (!(failure instanceof NotApproved || failure instanceof NotGiven)) throw failure;
      error(`samltrail: ${failure.message}`);
      return 1;
    }
  },
};
