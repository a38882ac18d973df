/** `samltrail smoke`: whether a deployment does what it must, tried from outside in a few seconds. */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { hasCode } from "../../lib/files/has-code.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { CheckFailed, checksOf } from "./checks.ts";
import { makeSmokeProvider, metadataOf, type SmokeProvider, smokeProviderSchema } from "./smoke-provider.ts";

const usage = `usage: samltrail smoke --url <address> [--provider <file>] [--json]
       samltrail smoke prepare --provider <file> --metadata <file> [--role-attribute <name>] [--role <role>]

Tries a deployment from outside: its metadata, its start page, that a response nobody signed is refused by a page with a number, and, with
the key of an identity provider made for it, a whole login: in, known, out. Every attempt leaves its trail like any other.
Exit codes: 0 all is as it must be, 1 something is not, 2 it could not be tried.

prepare makes that identity provider: a file with its key (keep it as a secret of whatever runs this), and its metadata for the stage's
trust directory. Add it to the stage file as a provider that may start logins, and map its role to an IAM role that may do nothing.

  --url <address>          where people sign in, such as https://sign-in.example.com
  --provider <file>        the identity provider's key; SAMLTRAIL_SMOKE_PROVIDER may hold its content instead
  --metadata <file>        where prepare writes the metadata, such as config/trust/smoke.xml
  --role-attribute <name>  the attribute that the stage reads roles from; by default roles
  --role <role>            the role that its person has; by default smoke
  --json                   for programs`;

async function given(file: string | undefined): Promise<SmokeProvider | null> {
  const text = file === undefined ? process.env.SAMLTRAIL_SMOKE_PROVIDER : await readFile(file, "utf8");
  if (!text) return null;
  try {
    return smokeProviderSchema.parse(JSON.parse(text));
  } catch {
    // What is wrong with it would show the key.
    throw new UsageError(`${file ?? "SAMLTRAIL_SMOKE_PROVIDER"} is not what samltrail smoke prepare writes`);
  }
}

interface Tried {
  readonly name: string;
  readonly passed: boolean;
  readonly said: string;
  readonly ms: number;
}

async function tryAll(
  url: string,
  provider: SmokeProvider | null,
  each: (tried: Tried) => void,
): Promise<readonly Tried[]> {
  const all: Tried[] = [];
  for (const { name, run } of checksOf({ url, provider })) {
    const from = performance.now();
    const outcome = await run().then(
      (said) => ({ passed: true, said }),
      (error: unknown) => {
        if (error instanceof CheckFailed) return { passed: false, said: error.message };
        const { message = String(error), cause } = error as {
          readonly message?: string;
          readonly cause?: { readonly message?: string };
        };
        return { passed: false, said: cause?.message ? `${message}: ${cause.message}` : message };
      },
    );
    const tried = { name, ...outcome, ms: Math.round(performance.now() - from) };
    all.push(tried);
    each(tried);
  }
  return all;
}

async function smoke(
  url: string,
  file: string | undefined,
  json: boolean,
  { out, error }: Surroundings,
): Promise<number> {
  const provider = await given(file);
  const all = await tryAll(url, provider, ({ name, passed, said, ms }) => {
    if (!json) out(`${passed ? "ok    " : "WRONG "} ${name.padEnd(30)} ${String(ms).padStart(6)} ms  ${said}`);
  });
  if (json) out(JSON.stringify(all));
  const wrong = all.filter(({ passed }) => !passed).length;
  if (wrong > 0) error(`${wrong} of ${all.length} not as it must be`);
  else if (!provider && !json) out("nobody was signed in: name the key of a provider made for it by --provider");
  return wrong > 0 ? 1 : 0;
}

function originOf(url: string | undefined): string {
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return new URL(url).origin;
  throw new UsageError("--url: expected an address, such as https://sign-in.example.com");
}

async function writeNew(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    throw new UsageError(`${file} is there already, and may be in use: name another, or take it away`);
  }
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: "string" },
      provider: { type: "string" },
      metadata: { type: "string" },
      "role-attribute": { type: "string", default: "roles" },
      role: { type: "string", default: "smoke" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) return smoke(originOf(values.url), values.provider, values.json, surroundings);
  const { provider: file, metadata } = values;
  if (positionals.join(" ") !== "prepare" || file === undefined || metadata === undefined) {
    throw new UsageError("expected: samltrail smoke prepare --provider <file> --metadata <file>");
  }
  const attributes = { [values["role-attribute"]]: [values.role] };
  const made = await makeSmokeProvider(
    { entityId: "urn:samltrail:smoke-login", nameId: "samltrail-smoke-login", attributes },
    surroundings.now,
  );
  await writeNew(file, `${JSON.stringify(made, null, 2)}\n`);
  await writeNew(metadata, metadataOf(made));
  surroundings.out(`${file}: its key, a secret; ${metadata}: its metadata, for the stage file`);
  return 0;
}

export const smokeCommand: Command = { usage, run };
