/** Reads a secret, checks its shape and keeps it for a while. What went wrong is told without a byte of the value. */
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type * as z from "zod";

/** A rotated secret is in use within this time. */
const KEPT_MILLISECONDS = 15 * 60_000;

/** The secret could not be fetched or is not of its shape. Names the secret's id, never its value. */
export class SecretUnreadable extends Error {
  override readonly name = "SecretUnreadable";
}

export type SecretReader = <Value>(secretId: string, shape: z.ZodType<Value>) => Promise<Value>;

interface Kept {
  readonly value: Promise<unknown>;
  readonly until: number;
}

/** JSON.parse quotes the text it stumbles over, so its error must not travel. */
function parseJson(text: string): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Where the value does not fit, and what was expected there; zod's messages name types and rules, not values. */
function faultsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`).join("; ");
}

/**
 * @param client reads GetSecretValue
 * @param clock the present, injected
 * @returns a reader that fetches each secret at most once in 15 minutes; a failure is not kept
 */
export function createSecretReader(client: SecretsManagerClient, clock: () => Date): SecretReader {
  const kept = new Map<string, Kept>();

  async function fetch<Value>(secretId: string, shape: z.ZodType<Value>): Promise<Value> {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId })).catch((cause: unknown) => {
      throw new SecretUnreadable(`secret ${secretId} could not be fetched`, { cause });
    });
    const parsed = parseJson(answer.SecretString ?? "");
    if (!parsed) throw new SecretUnreadable(`secret ${secretId} is not JSON`);
    const result = shape.safeParse(parsed.json);
    if (!result.success)
      throw new SecretUnreadable(`secret ${secretId} has the wrong shape: ${faultsOf(result.error)}`);
    return result.data;
  }

  return async <Value>(secretId: string, shape: z.ZodType<Value>): Promise<Value> => {
    const now = clock().getTime();
    const known = kept.get(secretId);
    if (known && now < known.until) return known.value as Promise<Value>;
    const value = fetch(secretId, shape);
    const entry = { value, until: now + KEPT_MILLISECONDS };
    kept.set(secretId, entry);
    value.catch(() => {
      if (kept.get(secretId) === entry) kept.delete(secretId);
    });
    return value;
  };
}
