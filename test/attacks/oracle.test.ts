/**
 * What an attacker sees of a ciphertext that was altered, or of a plaintext that Eve encrypted: one page, byte for byte, whatever
 * went wrong between decryption and a verified signature (Jager and Somorovsky, CCS 2011; Bleichenbacher, CRYPTO 1998).
 */
import { describe, expect, test } from "@jest/globals";
import { failureAnswer } from "../../handlers/acs/answer.ts";
import { testConfiguration } from "../fixtures/configuration.ts";
import { encryptElement } from "../fixtures/encrypt.ts";
import { rightEncryption } from "../fixtures/encryption-draft.ts";
import { outcomeOf } from "./assail.ts";
import { adas, assertionIn, eves, SAML, swap } from "./ingredients.ts";

const configuration = testConfiguration();
const policy = { allowCbcDecryption: true };

/** The whole answer to a refused message, as it goes out. */
async function answerTo(xml: string): Promise<string> {
  const outcome = await outcomeOf({ xml, policy });
  if (outcome.outcome === "completed") throw new Error("let in");
  const { step, refusal } = outcome;
  const encrypted = outcome.known.response?.assertion === "encrypted";
  return JSON.stringify(failureAnswer({ step, refusal, correlationId: "the same", encrypted }, configuration));
}

const reference = () => answerTo(adas({ encrypt: { recipient: "stranger-rsa" } }));

/** The message with the bytes of its nth CipherValue (0 is the key's) changed. */
function altered(xml: string, which: number, change: (bytes: Buffer) => Buffer): string {
  const value = [...xml.matchAll(/<xenc:CipherValue>([^<]*)/g)][which]?.[1] ?? "";
  return swap(xml, value, change(Buffer.from(value, "base64")).toString("base64"));
}

const flipped = (at: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 0x80;
  return copy;
};

const ALTERATIONS: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ["the padding's last byte", flipped(-17)],
  ["the last block", flipped(-1)],
  ["the first block", flipped(0)],
  ["a byte of markup", flipped(20)],
  ["the length, by a block", (bytes) => bytes.subarray(0, -16)],
  ["the length, by a byte", (bytes) => bytes.subarray(0, -1)],
  ["everything", (bytes) => Buffer.alloc(bytes.length)],
];

describe.each(["aes128-cbc", "aes256-cbc", "aes256-gcm"] as const)("of a stolen message in %s", (content) => {
  const stolen = adas({ sign: "response", encrypt: { content } });

  test.each(ALTERATIONS)("altering %s looks like any other failure", async (_, change) => {
    expect(await answerTo(altered(stolen, 1, change))).toBe(await reference());
  });

  test("altering the encrypted key looks like any other failure", async () => {
    for (const change of [flipped(0), flipped(-1), (bytes: Buffer) => bytes.subarray(1)])
      expect(await answerTo(altered(stolen, 0, change))).toBe(await reference());
  });
});

describe("of what Eve encrypted herself", () => {
  const enveloped = (plaintext: string | Buffer) => {
    const xml = eves({ sign: "none" });
    const edit = () => Buffer.from(plaintext);
    const encrypted = encryptElement("", rightEncryption({ editsOfPlaintext: [edit] }));
    const envelope = `<saml:EncryptedAssertion xmlns:saml="${SAML}">${encrypted}</saml:EncryptedAssertion>`;
    return swap(xml, assertionIn(xml), envelope);
  };
  const genuine = assertionIn(eves({ sign: "assertion" }));

  test.each([
    ["no text", Buffer.from([0xff, 0xfe])],
    ["no XML", "hello"],
    ["another element", "<other/>"],
    ["a document type", `<!DOCTYPE a>${genuine}`],
    ["a comment", genuine.replace("@acme", "<!---->@acme")],
    ["an element that no schema knows", genuine.replace("<saml:Subject>", '<saml:Subject trusted="yes">')],
    ["no signature", assertionIn(adas({ sign: "none" }))],
    ["a signature that does not hold", genuine.replace("eve@", "ada@")],
    ["a signature by a key of her own", assertionIn(adas({ sign: "assertion", signing: { key: "stranger-rsa" } }))],
    ["a weak algorithm", assertionIn(adas({ sign: "assertion", algorithm: "rsa-sha1" }))],
  ])("%s inside looks like what could not be decrypted at all", async (_, plaintext) => {
    expect(await answerTo(enveloped(plaintext))).toBe(await reference());
  });
});
