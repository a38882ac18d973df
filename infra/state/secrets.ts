import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { SecretName } from "../pipeline/types.ts";
import { acknowledge } from "../rules/acknowledged.ts";

/** What each secret holds once its value is set; until then a function that reads it refuses to go on. */
const DESCRIPTIONS: Readonly<Record<SecretName, string>> = {
  "pseudonym-keys": "samltrail: keys of the pseudonyms in events, JSON { current, keys: { id: base64 of 32 bytes } }",
  "session-keys": "samltrail: keys that seal session cookies, JSON { current, keys: { id: base64 of 32 bytes } }",
  "signing-key": "samltrail: private key that signs AuthnRequests, JSON { privateKeyPem }",
  "decryption-keys": "samltrail: private keys that decrypt assertions, JSON { privateKeyPems: [] }",
};

/** The secrets of the functions, by name. Losing the pseudonym keys would cut a person's trail in two, so they stay. */
export class Secrets extends Construct {
  readonly byName: Readonly<Record<SecretName, Secret>>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const made = Object.entries(DESCRIPTIONS).map(
      ([name, description]) =>
        [name, new Secret(this, name, { description, removalPolicy: RemovalPolicy.RETAIN })] as const,
    );
    acknowledge(this, "secret without a rotation schedule");
    this.byName = Object.fromEntries(made) as Record<SecretName, Secret>;
  }
}
