/** The service provider's private keys in Secrets Manager, as the rotation changes them. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import type { OwnPurpose } from "../config/trust-overlay.ts";

const pem = z.string().min(1);

/** As handlers/shared/secrets.ts has them. */
const SHAPES = {
  signing: z.strictObject({ privateKeyPem: pem, nextPrivateKeyPem: pem.optional() }),
  decryption: z.strictObject({ privateKeyPems: z.array(pem) }),
};

type SigningKeys = z.infer<typeof SHAPES.signing>;
type DecryptionKeys = z.infer<typeof SHAPES.decryption>;

/** The secret is not what the rotation left there; the message holds nothing of its value. */
export class UnexpectedSecret extends Error {
  override readonly name = "UnexpectedSecret";
}

export interface OwnSecrets {
  readonly client: SecretsManagerClient;
  /** The secret's id, by purpose. */
  readonly ids: Readonly<Record<OwnPurpose, string>>;
}

async function read<Value>({ client }: OwnSecrets, id: string, shape: z.ZodType<Value>): Promise<Value> {
  const { SecretString = "" } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  let json: unknown;
  try {
    json = JSON.parse(SecretString);
  } catch {
    throw new UnexpectedSecret(`the secret ${id} is not JSON`);
  }
  const result = shape.safeParse(json);
  if (!result.success) throw new UnexpectedSecret(`the secret ${id} has another shape than expected`);
  return result.data;
}

/** Secrets Manager keeps the value before as AWSPREVIOUS. */
async function write({ client }: OwnSecrets, id: string, value: SigningKeys | DecryptionKeys): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: JSON.stringify(value) }));
}

const belongs = (key: string, certificate: string) =>
  new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));

/** Lays the next key beside the one in use. Decryption tries every key, so it works from now on; signing goes on as before. */
export async function addNextKey(secrets: OwnSecrets, purpose: OwnPurpose, key: string): Promise<void> {
  const id = secrets.ids[purpose];
  if (purpose === "signing") {
    const { privateKeyPem } = await read(secrets, id, SHAPES.signing);
    await write(secrets, id, { privateKeyPem, nextPrivateKeyPem: key });
  } else {
    const { privateKeyPems } = await read(secrets, id, SHAPES.decryption);
    await write(secrets, id, { privateKeyPems: [...privateKeyPems, key] });
  }
}

/**
 * From now on the key of this certificate signs. Repeating it changes nothing.
 * @throws UnexpectedSecret where the secret does not hold that key
 */
export async function signWithNextKey(secrets: OwnSecrets, next: string): Promise<void> {
  const id = secrets.ids.signing;
  const { privateKeyPem, nextPrivateKeyPem } = await read(secrets, id, SHAPES.signing);
  if (belongs(privateKeyPem, next)) return;
  if (nextPrivateKeyPem === undefined || !belongs(nextPrivateKeyPem, next)) {
    throw new UnexpectedSecret(
      `the secret ${id} does not hold the key of the next certificate: begin again with --step publish --again`,
    );
  }
  await write(secrets, id, { privateKeyPem: nextPrivateKeyPem });
}

/**
 * Whether the next certificate's key is there to decrypt with.
 * @throws UnexpectedSecret where it is not
 */
export async function checkNextDecrypts(secrets: OwnSecrets, next: string): Promise<void> {
  const id = secrets.ids.decryption;
  const { privateKeyPems } = await read(secrets, id, SHAPES.decryption);
  if (privateKeyPems.some((key) => belongs(key, next))) return;
  throw new UnexpectedSecret(
    `the secret ${id} does not hold the key of the next certificate: begin again with --step publish --again`,
  );
}

/** Only the key of this certificate decrypts from now on, and what is encrypted to any other is refused. */
export async function decryptWithNextKeyOnly(secrets: OwnSecrets, next: string): Promise<void> {
  const id = secrets.ids.decryption;
  await checkNextDecrypts(secrets, next);
  const { privateKeyPems } = await read(secrets, id, SHAPES.decryption);
  await write(secrets, id, { privateKeyPems: privateKeyPems.filter((key) => belongs(key, next)) });
}
