/** What only the first start makes: secrets, and keys with their certificates. Later starts find it and leave it alone. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecretName } from "../../infra/pipeline/types.ts";
import { hasCode } from "../../lib/files/has-code.ts";
import { secretFile } from "../aws/secrets-manager.ts";
import { secretsDirectory } from "../aws/start-aws.ts";
import type { AtomicFiles } from "../files/atomic-files.ts";
import { type KeyAndCertificate, makeKeyAndCertificate } from "./certificate.ts";

export interface Places {
  readonly dataDirectory: string;
  /** Public trust material: what the stage file names. */
  readonly trustDirectory: string;
}

/** The names that `config/local.yaml` gives to the service provider's own certificates. */
const SIGNING_CERTIFICATE = "service-provider-signing.pem";
const DECRYPTION_CERTIFICATE = "service-provider-decryption.pem";

function keySet(): string {
  return JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } });
}

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, "ENOENT")) return false;
      throw error;
    },
  );
}

/** Makes what is missing of the service provider's secrets and certificates. */
export async function makeServiceProviderKeys(files: AtomicFiles, places: Places, now: Date): Promise<void> {
  const secret = (name: SecretName) => secretFile(secretsDirectory(places.dataDirectory), name);
  for (const name of ["pseudonym-keys", "session-keys"] as const) {
    if (!(await exists(secret(name)))) await files.create(secret(name), keySet());
  }
  const pairs = [
    { name: "signing-key", certificate: SIGNING_CERTIFICATE, content: (key: string) => ({ privateKeyPem: key }) },
    {
      name: "decryption-keys",
      certificate: DECRYPTION_CERTIFICATE,
      content: (key: string) => ({ privateKeyPems: [key] }),
    },
  ] as const;
  for (const { name, certificate, content } of pairs) {
    const certificateFile = join(places.trustDirectory, certificate);
    if ((await exists(secret(name))) && (await exists(certificateFile))) continue;
    const made = await makeKeyAndCertificate(certificate.replace(".pem", ""), now);
    // A pair belongs together: after a crash between the two both are made anew.
    await files.replace(certificateFile, made.certificatePem);
    await files.replace(secret(name), JSON.stringify(content(made.privateKeyPem)));
  }
}

/** The demo identity provider's key and certificate, made where there are none. */
export async function demoProviderKeys(files: AtomicFiles, places: Places, now: Date): Promise<KeyAndCertificate> {
  const file = join(places.dataDirectory, "identity-provider", "key.json");
  if (!(await exists(file))) {
    await files.create(file, JSON.stringify(await makeKeyAndCertificate("samltrail demo identity provider", now)));
  }
  return JSON.parse(await readFile(file, "utf8")) as KeyAndCertificate;
}
