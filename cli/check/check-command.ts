/** `samltrail check`: judges SAML responses with the steps of a login, without a ledger. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { Configuration } from "../../lib/config/configuration.ts";
import { ConfigurationError } from "../../lib/config/configuration-error.ts";
import { loadConfiguration } from "../../lib/config/load-configuration.ts";
import { parseInstant } from "../../lib/saml/xml/instant.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { CannotJudge } from "./cannot-judge.ts";
import { checkResponse } from "./check-response.ts";
import { readInput, readKeys } from "./read-files.ts";
import { findResponse } from "./read-response.ts";
import { reportLines } from "./report.ts";
import { runBatch } from "./run-batch.ts";

const CANNOT_JUDGE = 2;

const usage = `usage: samltrail check <file> --config <stage file> [--at <instant>] [--json] [more]
       samltrail check --batch <cases.jsonl> [--out <results.jsonl>]

Judges a SAML response with the very steps of a login, without a ledger, and shows each step with its outcome and time; for
a refusal the reason, what was found, what was expected and what to do. The file is raw XML, base64, a saved form body, or
a HAR file of the browser; - reads standard input.

  --config <file>           the stage file: identity providers, policies, mappings
  --trust <folder>          its provider metadata and certificates; by default \`trust\` beside the stage file
  --base-url <url>          where the service is reached; by default the stage file's baseUrl
  --at <instant>            the clock to judge it at, as 2026-01-31T10:00:00Z; by default now
  --in-response-to <id>     any (default), none (it must be unsolicited), or the ID of the AuthnRequest
  --decryption-key <file>   a private key in PEM, for encrypted messages; may be given twice
  --json                    the same report for machines

  --batch <file>            judges every case of a corpus, JSON Lines, each with its own clock, provider and service
                            provider: { id, samlResponse, at, identityProvider, serviceProvider, inResponseTo, expect,
                            reason }, and says which verdict is not the expected one
  --out <file>              writes one line a case: { id, outcome, step, reason, problem, nameId, ms }

Exit codes: 0 accepted (or every verdict as expected), 1 refused (or a wrong verdict), 2 could not judge.`;

const options = {
  config: { type: "string" },
  trust: { type: "string" },
  "base-url": { type: "string" },
  at: { type: "string" },
  "in-response-to": { type: "string", default: "any" },
  "decryption-key": { type: "string", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
  batch: { type: "string" },
  out: { type: "string" },
} as const;

type Values = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: typeof options }>
>["values"];

async function readConfiguration(values: Values, now: Date): Promise<Configuration> {
  const file = values.config;
  if (file === undefined) throw new UsageError("expected --config with the stage file to judge against");
  const trustDirectory = values.trust ?? join(dirname(file), "trust");
  const baseUrl = values["base-url"];
  return loadConfiguration({ file, trustDirectory, now, ...(baseUrl !== undefined && { baseUrl }) });
}

/** What the command line can give in place of what the stage file lacks. */
function hints({ faults }: ConfigurationError, { config = "", trust }: Values): readonly string[] {
  const folder = trust ?? join(dirname(config), "trust");
  return [
    ...(faults.some(({ path }) => path === "baseUrl")
      ? ["--base-url gives the address that the stage file lacks"]
      : []),
    ...(existsSync(folder)
      ? []
      : [`there is no folder ${folder}: --trust names another (npm start makes .samltrail/trust)`]),
  ];
}

async function checkOne(file: string, values: Values, { out, now }: Surroundings): Promise<number> {
  const at = values.at === undefined ? now : parseInstant(values.at);
  if (!at) throw new UsageError(`expected a UTC instant such as 2026-01-31T10:00:00Z, found ${values.at}`);
  const configuration = await readConfiguration(values, at);
  const response = findResponse(await readInput(file));
  const decryptionKeys = await readKeys(values["decryption-key"] ?? []);
  const inResponseTo = values["in-response-to"] ?? "any";
  const report = await checkResponse(response, { configuration, at, decryptionKeys, inResponseTo });
  if (values.json) out(JSON.stringify(report, null, 2));
  else for (const line of reportLines(report)) out(line);
  return report.outcome === "accepted" ? 0 : 1;
}

export const checkCommand: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [file, ...more] = positionals;
    if (values.batch !== undefined && file === undefined) return runBatch(values.batch, values.out, surroundings);
    if (file === undefined || more.length > 0 || values.batch !== undefined)
      throw new UsageError("expected one file, as in: samltrail check response.txt --config config/local.yaml");
    try {
      return await checkOne(file, values, surroundings);
    } catch (error) {
      if (!(error instanceof ConfigurationError) && !(error instanceof CannotJudge)) throw error;
      surroundings.error(error.message);
      if (error instanceof ConfigurationError) for (const line of hints(error, values)) surroundings.error(line);
      return CANNOT_JUDGE;
    }
  },
};
