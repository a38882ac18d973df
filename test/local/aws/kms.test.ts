import { createHash, createPublicKey, verify } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: KMSClient;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new KMSClient(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const publicKey = async (KeyId: string) => (await client.send(new GetPublicKeyCommand({ KeyId }))).PublicKey;
const message = Buffer.from("what is signed");

test.each(["RAW", "DIGEST"] as const)(
  "a signature over a %s message verifies under the key's public half",
  async (MessageType) => {
    const Message = MessageType === "RAW" ? message : createHash("sha256").update(message).digest();
    const key = createPublicKey({
      key: Buffer.from((await publicKey("sealing-1")) ?? []),
      format: "der",
      type: "spki",
    });
    for (let times = 0; times < 20; times += 1) {
      const sign = new SignCommand({ KeyId: "sealing-1", Message, MessageType, SigningAlgorithm: "ECDSA_SHA_256" });
      const { Signature } = await client.send(sign);
      expect(verify("sha256", message, key, Buffer.from(Signature ?? []))).toBe(true);
    }
  },
);

test("a key is made once, known by its name and its ARN, and readable by its owner only", async () => {
  const [first, again] = await Promise.all([publicKey("sealing-2"), publicKey("sealing-2")]);
  expect(again).toEqual(first);
  expect(await publicKey("arn:aws:kms:eu-central-1:000000000000:key/sealing-2")).toEqual(first);
  expect((await stat(join(standIn.directory, "kms", "sealing-2.pem"))).mode & 0o777).toBe(0o600);
});

test("what there is not is refused: another key, another algorithm, a digest of another length", async () => {
  const sign = (more: object) =>
    client.send(
      new SignCommand({
        KeyId: "sealing-1",
        Message: message,
        MessageType: "DIGEST",
        SigningAlgorithm: "ECDSA_SHA_256",
        ...more,
      }),
    );
  await expect(publicKey("../secrets/session-keys")).rejects.toMatchObject({ name: "NotFoundException" });
  await expect(sign({})).rejects.toMatchObject({ name: "ValidationException" });
  await expect(sign({ SigningAlgorithm: "ECDSA_SHA_384" })).rejects.toMatchObject({ name: "NotImplemented" });
});
