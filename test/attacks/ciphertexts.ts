/** Ciphertexts that were altered, or that are to be decrypted by a weaker or a more obliging service. */

import { encryptElement } from "../fixtures/encrypt.ts";
import { type EncryptionDraft, rightEncryption } from "../fixtures/encryption-draft.ts";
import type { ResponseOptions } from "../fixtures/saml-response.ts";
import { type Attack, admits, byStep, next } from "./attack.ts";
import { AS_ADA, adas, assertionIn, eves, SAML, swap } from "./ingredients.ts";

/** A Response of Eve's with something of hers in an envelope. */
function enveloped(plaintext: string, how: Partial<EncryptionDraft> = {}): string {
  const xml = eves({ sign: "none" });
  const encrypted = encryptElement(plaintext, rightEncryption(how));
  return swap(
    xml,
    assertionIn(xml),
    `<saml:EncryptedAssertion xmlns:saml="${SAML}">${encrypted}</saml:EncryptedAssertion>`,
  );
}

const evesAssertion = (options: ResponseOptions = {}) => assertionIn(eves({ sign: "assertion", ...options }));

/** Turns a bit of the last CipherValue's byte, counted from the end. */
function turnBit(xml: string, fromEnd: number): string {
  const all = [...xml.matchAll(/<xenc:CipherValue>([^<]*)/g)];
  const last = all.at(-1)?.[1] ?? "";
  const bytes = Buffer.from(last, "base64");
  bytes[bytes.length - fromEnd] = (bytes[bytes.length - fromEnd] ?? 0) ^ 0x80;
  return swap(xml, last, bytes.toString("base64"));
}

export const CIPHERTEXTS: readonly Attack[] = [
  {
    name: "padding-oracle",
    description: "Eve alters a stolen AES-CBC ciphertext and watches which alterations are told apart",
    reference: "Jager and Somorovsky, How to Break XML Encryption, CCS 2011",
    build: () => ({
      // To the last key that is tried: what fails after it would fail at random.
      xml: turnBit(
        adas({ sign: "response", encrypt: { content: "aes256-cbc", recipient: "service-decryption-next" } }),
        17,
      ),
      policy: { allowCbcDecryption: true },
    }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "the-padding-is-wrong"),
  },
  {
    name: "cbc-where-not-allowed",
    description: "AES-CBC, which has no integrity of its own, where the policy does not allow it",
    reference: "Jager and Somorovsky, CCS 2011",
    build: () => ({ xml: adas({ encrypt: { content: "aes128-cbc" } }) }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "cbc-without-a-response-signature",
    description: "AES-CBC without a signature over the ciphertext; the signature inside comes too late",
    reference: "Jager and Somorovsky, CCS 2011",
    build: () => ({
      xml: adas({ sign: "assertion", encrypt: { content: "aes256-cbc" } }),
      policy: { allowCbcDecryption: true },
    }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "gcm-ciphertext-altered",
    description: "A bit of a stolen AES-GCM ciphertext is turned",
    reference: null,
    build: () => ({ xml: turnBit(adas({ sign: "assertion", encrypt: {} }), 40) }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "Unsupported-state-or-unable-to-authenticate-data"),
  },
  {
    name: "gcm-tag-truncated",
    description: "The tag of a stolen AES-GCM ciphertext is cut to four bytes",
    reference: "NIST SP 800-38D, appendix C",
    build() {
      const xml = adas({ sign: "assertion", encrypt: {} });
      const last = [...xml.matchAll(/<xenc:CipherValue>([^<]*)/g)].at(-1)?.[1] ?? "";
      return { xml: swap(xml, last, Buffer.from(last, "base64").subarray(0, -12).toString("base64")) };
    },
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "Unsupported-state-or-unable-to-authenticate-data"),
  },
  {
    name: "rsa-1.5-key-transport",
    description: "The content key is wrapped with PKCS #1 v1.5, so that its padding can be probed",
    reference: "Bleichenbacher, CRYPTO 1998; Jager et al., ESORICS 2012",
    build: () => ({ xml: adas({ sign: "assertion", encrypt: { transport: "rsa-1_5" } }) }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "the-key-transport-is-not-RSA-OAEP"),
  },
  {
    name: "cipher-reference",
    description: "The ciphertext is to be fetched from an address of Eve's choice",
    reference: "CWE-918",
    build: () => ({
      xml: enveloped(evesAssertion(), {
        edits: [
          (xml) =>
            xml.replace(
              /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/,
              '<xenc:CipherReference URI="http://169.254.169.254/"/>',
            ),
        ],
      }),
    }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "expected-exactly-one-./xenc:CipherValue"),
  },
  {
    name: "key-to-be-fetched",
    description: "The content key is to be fetched from an address of Eve's choice",
    reference: "CWE-918",
    build: () => ({
      xml: enveloped(evesAssertion(), {
        placement: "sibling",
        edits: [(xml) => xml.replace(/(<ds:RetrievalMethod[^>]* URI=)"[^"]*"/, '$1"http://169.254.169.254/"')],
      }),
    }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "the-RetrievalMethod-does-not-name-the-EncryptedKey"),
  },
  {
    name: "envelope-for-somebody-else",
    description: "A message encrypted to another service is passed on",
    reference: null,
    build: () => ({ xml: adas({ encrypt: { recipient: "stranger-rsa" } }) }),
    stoppedBy: byStep("decrypt-assertion", "decryption", "decryption"),
    behindIt: next("decrypt-assertion", "decryption", "Unsupported-state-or-unable-to-authenticate-data"),
  },
];
