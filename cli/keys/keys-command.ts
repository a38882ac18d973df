/** `samltrail keys`: the first values of the secrets that a deployment makes empty. */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { makeKeyAndCertificate } from "../../local/first-start/certificate.ts";
import { type Command, type Surroundings, UsageError } from "../command.ts";
import { enterStack, STACK_OPTIONS, STACK_USAGE, stackResources } from "../stack.ts";

const usage = `usage: samltrail keys create [--purpose signing|decryption --certificate <file>] --outputs <file>

A deployment makes its secrets with a random text in each, and a function that reads one refuses to go on. This gives each its first value:
the keys of pseudonyms and of sessions, no keys for decryption, and with --purpose those that sign AuthnRequests or decrypt assertions, for stages that need them.
A secret that has its value already is left alone: rolling keys is what \`samltrail certificates rotate\` does. Exit codes: 0 all have their
value, 1 there is one of another kind.

  --purpose <purpose>   signing or decryption: a key and its certificate, which the stage file names and the identity provider gets
  --certificate <file>  where the certificate is written, such as config/trust/signing.pem; a file that is there is not replaced

${STACK_USAGE}`;

/** Three years, as for keys that are rolled. */
const VALID_DAYS = 3 * 365;

const keyRing = () => JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } });

/** `undefined` for what the deployment left there: a random text, as Secrets Manager makes it, which is no JSON. */
function contentOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** That no assertion is ever encrypted to us is a value too; a first key may take its place. */
const NO_KEYS = JSON.stringify({ privateKeyPems: [] });

async function currentValue(client: SecretsManagerClient, SecretId: string): Promise<string> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? "";
  } catch (error) {
    // Made without a first value.
    if (error instanceof ResourceNotFoundException) return "";
    throw error;
  }
}

interface Wanted {
  readonly name: string;
  readonly secretId: string;
  /** What a right value has at its top. */
  readonly field: string;
  /** A value that is as good as none. */
  readonly replaces?: string;
  make(): Promise<string> | string;
}

/** @returns whether the secret has a right value now */
async function create(client: SecretsManagerClient, wanted: Wanted, { out, error }: Surroundings): Promise<boolean> {
  const { name, secretId, field, make, replaces } = wanted;
  const value = await currentValue(client, secretId);
  const content = contentOf(value);
  if (content === undefined || (replaces !== undefined && JSON.stringify(content) === replaces)) {
    await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: await make() }));
    out(`${name}: made`);
    return true;
  }
  const isRight = Object.hasOwn(Object(content) as object, field);
  if (isRight) out(`${name}: has its value already, left alone`);
  else
    error(`${name}: has a value of another kind, without "${field}"; look at it, and delete it where it is nobody's`);
  return isRight;
}

function pairOf(purpose: string, certificate: string, now: Date): Omit<Wanted, "secretId"> {
  const make = async (content: (privateKeyPem: string) => unknown) => {
    const { privateKeyPem, certificatePem } = await makeKeyAndCertificate(`samltrail ${purpose}`, now, VALID_DAYS);
    // The certificate first: a key without its certificate would be of no use, the other way round nothing is lost.
    await writeFile(certificate, certificatePem, { flag: "wx" });
    return JSON.stringify(content(privateKeyPem));
  };
  if (purpose === "signing") {
    return { name: "signing-key", field: "privateKeyPem", make: () => make((privateKeyPem) => ({ privateKeyPem })) };
  }
  if (purpose === "decryption") {
    const keys = (privateKeyPem: string) => ({ privateKeyPems: [privateKeyPem] });
    return { name: "decryption-keys", field: "privateKeyPems", replaces: NO_KEYS, make: () => make(keys) };
  }
  throw new UsageError("--purpose: expected signing or decryption");
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...STACK_OPTIONS, purpose: { type: "string" }, certificate: { type: "string" } },
  });
  const { purpose, certificate } = values;
  if (positionals.length !== 1 || positionals[0] !== "create") throw new UsageError("expected: samltrail keys create");
  if ((purpose === undefined) !== (certificate === undefined)) {
    throw new UsageError("expected --purpose and --certificate together");
  }
  const leave = await enterStack(values);
  const client = new SecretsManagerClient(clientSettings);
  try {
    const ids = stackResources(
      "PSEUDONYM_KEYS_SECRET",
      "SESSION_KEYS_SECRET",
      "SIGNING_KEY_SECRET",
      "DECRYPTION_KEYS_SECRET",
    );
    const wanted: Wanted[] = [
      { name: "pseudonym-keys", secretId: ids.PSEUDONYM_KEYS_SECRET, field: "keys", make: keyRing },
      { name: "session-keys", secretId: ids.SESSION_KEYS_SECRET, field: "keys", make: keyRing },
    ];
    if (purpose !== "decryption") {
      const secretId = ids.DECRYPTION_KEYS_SECRET;
      wanted.push({ name: "decryption-keys", secretId, field: "privateKeyPems", make: () => NO_KEYS });
    }
    if (purpose !== undefined && certificate !== undefined) {
      const secretId = purpose === "signing" ? ids.SIGNING_KEY_SECRET : ids.DECRYPTION_KEYS_SECRET;
      wanted.push({ ...pairOf(purpose, certificate, surroundings.now), secretId });
    }
    let right = true;
    for (const each of wanted) right = (await create(client, each, surroundings)) && right;
    return right ? 0 : 1;
  } finally {
    client.destroy();
    leave();
  }
}

export const keysCommand: Command = { usage, run };
