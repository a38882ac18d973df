/** KMS Sign and GetPublicKey for P-256 keys: a key is a file, readable by its owner only, made when it is first asked for. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { hasCode } from "../../lib/files/has-code.ts";
import type { AtomicFiles } from "../files/atomic-files.ts";
import type { Account } from "./account.ts";
import { AwsError, notImplemented } from "./aws-error.ts";
import { type JsonService, validated } from "./json-service.ts";
import { signDigest } from "./sign-digest.ts";

export interface KmsOptions {
  readonly directory: string;
  readonly files: AtomicFiles;
  readonly account: Account;
  /** Names of the keys there are. */
  readonly keys: readonly string[];
}

const KeyId = z.string().min(1).max(2048);
const getPublicKeyModel = z.strictObject({ KeyId });
const signModel = z.strictObject({
  KeyId,
  Message: z.base64(),
  MessageType: z.enum(["RAW", "DIGEST"]).default("RAW"),
  SigningAlgorithm: z.string(),
});

const ALGORITHM = "ECDSA_SHA_256";

export function kms({ directory, files, account, keys }: KmsOptions): JsonService {
  const arnOf = (name: string) => `arn:aws:kms:${account.region}:${account.id}:key/${name}`;

  function nameOf(keyId: string): string {
    const name = keys.find((each) => keyId === each || keyId === arnOf(each));
    if (name === undefined) throw new AwsError("NotFoundException", `Key '${keyId.slice(0, 128)}' does not exist`);
    return name;
  }

  async function open(keyId: string): Promise<KeyObject> {
    const file = join(directory, `${nameOf(keyId)}.pem`);
    const there = await readFile(file, "utf8").catch((error: unknown) => {
      if (hasCode(error, "ENOENT")) return null;
      throw error;
    });
    if (there !== null) return createPrivateKey(there);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    // Where somebody else makes it just now, that one stays.
    await files.create(file, privateKey.export({ type: "pkcs8", format: "pem" }));
    return createPrivateKey(await readFile(file, "utf8"));
  }

  return {
    target: "TrentService",
    name: "KMS",
    contentType: "application/x-amz-json-1.1",
    operations: {
      async GetPublicKey(input) {
        const { KeyId: keyId } = validated(getPublicKeyModel, input);
        const publicKey = createPublicKey(await open(keyId)).export({ type: "spki", format: "der" });
        return {
          KeyId: arnOf(nameOf(keyId)),
          PublicKey: publicKey.toString("base64"),
          KeySpec: "ECC_NIST_P256",
          KeyUsage: "SIGN_VERIFY",
          SigningAlgorithms: [ALGORITHM],
        };
      },
      async Sign(input) {
        const { KeyId: keyId, Message, MessageType, SigningAlgorithm } = validated(signModel, input);
        if (SigningAlgorithm !== ALGORITHM) throw notImplemented(`KMS Sign with ${SigningAlgorithm.slice(0, 64)}`);
        const key = await open(keyId);
        const message = Buffer.from(Message, "base64");
        const digest = MessageType === "DIGEST" ? message : createHash("sha256").update(message).digest();
        if (digest.length !== 32) throw new AwsError("ValidationException", "Digest is invalid length for algorithm.");
        const signature = signDigest(key, digest);
        return { KeyId: arnOf(nameOf(keyId)), Signature: signature.toString("base64"), SigningAlgorithm };
      },
    },
  };
}
