/** What an EncryptedAssertion may be besides an assertion that somebody encrypted. */
import { buildResponse } from "../../../test/fixtures/saml-response.ts";
import { BODY_BYTES, filled } from "../fill.ts";
import { AT, hostile, type LimitCase } from "../limit-case.ts";

const ofBytes = (bytes: number) =>
  buildResponse({ at: AT, sign: "none", encrypt: { editsOfPlaintext: [() => Buffer.alloc(bytes, "<x>")] } }).xml;

function grown(find: RegExp, grow: (found: string, count: number) => string): string {
  const { xml } = buildResponse({ at: AT, sign: "none", encrypt: {} });
  return filled((count) => xml.replace(find, (found) => grow(found, count)));
}

const ciphertext = (name: string, xml: () => string) => hostile(name, xml, { encrypted: true });

export const CIPHERTEXTS: readonly LimitCase[] = [
  ciphertext("a ciphertext of no XML", () => filled(ofBytes, BODY_BYTES)),
  ciphertext("a ciphertext that nobody made", () =>
    grown(/(?<=<\/ds:KeyInfo>.*<xenc:CipherValue>)[^<]*/s, (_, count) => "QUJD".repeat(count)),
  ),
  ciphertext("an encrypted key without end", () =>
    grown(/(?<=<xenc:CipherValue>)[^<]*/, (_, count) => "QUJD".repeat(count)),
  ),
  ciphertext("encrypted keys", () =>
    grown(/<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/s, (found, count) => found.repeat(count)),
  ),
];
