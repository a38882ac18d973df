import { GetPublicKeyCommand, type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import type { SealingKeys } from "./sign-once.ts";
import type { SealingKey } from "./signature.ts";

/**
 * Sealing keys in KMS: ECC_NIST_P256, for signing only.
 * @param currentId ARN of the key that the deployment names
 */
export function kmsSealingKeys(client: KMSClient, currentId: string): SealingKeys {
  const known = new Map<string, Promise<SealingKey>>();

  async function open(id: string): Promise<SealingKey> {
    const { PublicKey, KeySpec, KeyUsage } = await client.send(new GetPublicKeyCommand({ KeyId: id }));
    if (!PublicKey || KeySpec !== "ECC_NIST_P256" || KeyUsage !== "SIGN_VERIFY") {
      throw new Error(`the key ${id} is no P-256 key for signing`);
    }
    return {
      id,
      publicKey: Buffer.from(PublicKey).toString("base64"),
      async sign(digest) {
        const { Signature } = await client.send(
          new SignCommand({
            KeyId: id,
            Message: Buffer.from(digest, "hex"),
            MessageType: "DIGEST",
            SigningAlgorithm: "ECDSA_SHA_256",
          }),
        );
        if (!Signature) throw new Error(`KMS gave no signature by ${id}`);
        return Buffer.from(Signature);
      },
    };
  }

  function byId(id: string): Promise<SealingKey> {
    const opened = known.get(id) ?? open(id);
    known.set(id, opened);
    // A key that could not be read once may be read the next time.
    opened.catch(() => known.delete(id));
    return opened;
  }
  return { byId, current: () => byId(currentId) };
}
