/** The environment variables of the functions, modelled once and read once: a missing one stops the cold start by name. */
import * as z from "zod";

const name = z.string().min(1);

const model = z.object({
  /** Path of the stage file. */
  CONFIG_FILE: name,
  /** Directory of the public trust material the stage file names: provider metadata, own certificates. */
  TRUST_DIRECTORY: name,
  /** Where the HTTP API is reached, without a trailing slash. */
  BASE_URL: z.url(),
  LOGIN_LEDGER_TABLE: name,
  ROLE_MAPPINGS_TABLE: name,
  ROLE_USAGE_TABLE: name,
  RECONCILIATION_TABLE: name,
  /** What is trusted beyond the deployment. */
  TRUST_TABLE: name,
  IDENTITIES_TABLE: name,
  EVENT_BUS_NAME: name,
  EVIDENCE_BUCKET: name,
  /** The log group that has the HTTP API's access log. */
  ACCESS_LOG_GROUP: name,
  /** URLs of the consumers' dead-letter queues, with a blank between them. */
  DEAD_LETTER_QUEUES: name,
  /** ARN of the role that the credentials function runs under. */
  LENDING_ROLE: z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/),
  /** Names of what guards the evidence, with a blank between them; one that ends in `*` stands for all that begin so. */
  GUARDED_RESOURCES: name,
  /** Where the heads of the seal chain are kept, out of reach of who writes evidence. */
  HEAD_BUCKET: name,
  SEALING_KEY_NAME: name,
  PSEUDONYM_KEYS_SECRET: name,
  SESSION_KEYS_SECRET: name,
  SIGNING_KEY_SECRET: name,
  DECRYPTION_KEYS_SECRET: name,
  /** Which code this is, for what is signed or reported. */
  CODE_VERSION: name,
});

export type Variable = keyof z.infer<typeof model>;

/**
 * Reads the named variables.
 * @throws Error that names every variable that is missing or does not fit.
 */
export function environment<Name extends Variable>(...names: readonly Name[]): Record<Name, string> {
  const wanted = Object.fromEntries(names.map((each) => [each, model.shape[each]]));
  const result = z.object(wanted).safeParse(process.env);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`the environment of this function is incomplete: ${faults.join("; ")}`);
  }
  return result.data as Record<Name, string>;
}

const endpoint = z.url().optional();

/**
 * Where AWS's federation endpoint is answered, by a variable of the kind that the SDK reads for its services; null where it is AWS's own.
 * @throws ZodError where it is no address
 */
export function signInEndpoint(): string | null {
  return endpoint.parse(process.env.AWS_ENDPOINT_URL_SIGNIN) ?? null;
}
