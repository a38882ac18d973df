/** The secrets that the functions use, each with its shape; read from Secrets Manager and kept for 15 minutes a process. */
import * as z from "zod";
import type { KeyRing } from "../../lib/identity/key-ring.ts";
import { secretsManager } from "./clients/secrets-manager.ts";
import { createSecretReader, type SecretReader } from "./secret-reader.ts";

const KEY_BYTES = 32;

const key = z
  .base64("expected base64")
  .transform((text) => new Uint8Array(Buffer.from(text, "base64")))
  .refine((bytes) => bytes.length === KEY_BYTES, `expected ${KEY_BYTES} bytes in base64`);

const keyRing: z.ZodType<KeyRing> = z
  .strictObject({
    current: z.string(),
    keys: z.record(z.string().regex(/^[A-Za-z0-9-]{1,16}$/, "expected a key id of letters, digits and hyphens"), key),
  })
  .refine(({ current, keys }) => Object.hasOwn(keys, current), "expected current to name one of the keys");

const privateKeyPem = z.string().regex(/^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/, "expected a private key in PEM");

const signingKey = z.strictObject({
  privateKeyPem,
  nextPrivateKeyPem: privateKeyPem
    .optional()
    .describe("waits while its certificate makes the round (docs/certificates.md)"),
});

const decryptionKeys = z.strictObject({ privateKeyPems: z.array(privateKeyPem) });

let reader: SecretReader | undefined;

function read<Value>(secretId: string, shape: z.ZodType<Value>): Promise<Value> {
  reader ??= createSecretReader(secretsManager(), () => new Date());
  return reader(secretId, shape);
}

/**
 * The ring of pseudonym keys or of session keys.
 * @throws SecretUnreadable
 */
export function readKeyRing(secretId: string): Promise<KeyRing> {
  return read(secretId, keyRing);
}

/**
 * The private key, in PEM, that signs AuthnRequests.
 * @throws SecretUnreadable
 */
export async function readSigningKey(secretId: string): Promise<string> {
  return (await read(secretId, signingKey)).privateKeyPem;
}

/**
 * The private keys, in PEM, that encrypted assertions may be meant for; none where nothing is ever encrypted.
 * @throws SecretUnreadable
 */
export async function readDecryptionKeys(secretId: string): Promise<readonly string[]> {
  return (await read(secretId, decryptionKeys)).privateKeyPems;
}
