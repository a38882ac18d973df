import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readDecryptionKeys, readKeyRing, readSigningKey } from "../../handlers/shared/secrets.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";

const PEM = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
const KEY = Buffer.alloc(32, 7).toString("base64");

const SECRETS: Record<string, object> = {
  ring: { current: "k2", keys: { k1: KEY, k2: KEY } },
  "ring-without-current": { current: "k3", keys: { k1: KEY } },
  "ring-with-short-key": { current: "k1", keys: { k1: "c2hvcnQ=" } },
  "ring-with-odd-id": { current: "k 1", keys: { "k 1": KEY } },
  signing: { privateKeyPem: PEM },
  "signing-with-certificate": { privateKeyPem: "-----BEGIN CERTIFICATE-----" },
  decryption: { privateKeyPems: [PEM, PEM] },
};

let stub: AwsStub;

beforeAll(async () => {
  stub = await startAwsStub();
  pointAwsAt(stub.endpoint);
  stub.answer(({ body }) => {
    const { SecretId } = JSON.parse(body) as { SecretId: string };
    return { body: { ARN: "arn", Name: SecretId, SecretString: JSON.stringify(SECRETS[SecretId]) } };
  });
});

afterAll(() => stub.stop());

describe("the functions' secrets", () => {
  test("a key ring is read as 32 bytes a key", async () => {
    const { current, keys } = await readKeyRing("ring");
    expect(current).toBe("k2");
    expect(keys.k2).toEqual(new Uint8Array(32).fill(7));
  });

  test("private keys are read as PEM", async () => {
    expect(await readSigningKey("signing")).toBe(PEM);
    expect(await readDecryptionKeys("decryption")).toEqual([PEM, PEM]);
  });

  test.each([
    ["ring-without-current", /current to name one of the keys/],
    ["ring-with-short-key", /keys\.k1: expected 32 bytes/],
    ["ring-with-odd-id", /secret ring-with-odd-id has the wrong shape/],
  ])("a key ring that cannot be used is refused: %s", async (id, message) => {
    await expect(readKeyRing(id)).rejects.toThrow(message);
  });

  test("what is no private key is refused", async () => {
    await expect(readSigningKey("signing-with-certificate")).rejects.toThrow(/expected a private key in PEM/);
  });
});
