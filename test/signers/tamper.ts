/** Changes that an attacker would make to a genuine message. Each must be refused, and for a reason that fits. */
import type { Reason } from "../../lib/events/vocabulary.ts";
import type { SignedCase } from "./signer.ts";

export interface Tampering {
  readonly name: string;
  readonly xml: string;
  readonly reasons: readonly Reason[];
}

const LAST_CIPHER_VALUE =
  /(<(?:\w+:)?CipherValue>[^<]{40})([A-Za-z0-9+/])([^<]*<\/(?:\w+:)?CipherValue>)(?![\s\S]*CipherValue)/;
const FIRST_SIGNATURE_VALUE = /(<(?:\w+:)?SignatureValue>\s*)([A-Za-z0-9+/])/;

const another = (character: string) => (character === "A" ? "B" : "A");

/** @throws Error where the change changes nothing: then it would prove nothing */
function changed(xml: string, change: (xml: string) => string): string {
  const result = change(xml);
  if (result === xml) throw new Error("nothing was changed");
  return result;
}

const otherSignature = (xml: string, reasons: readonly Reason[]): Tampering => ({
  name: "its signature value changed",
  xml: changed(xml, (text) => text.replace(FIRST_SIGNATURE_VALUE, (_, head, first) => head + another(first))),
  reasons,
});

function ofEncrypted({ xml, signed }: SignedCase): Tampering[] {
  const otherCiphertext: Tampering = {
    name: "one character of its ciphertext changed",
    xml: changed(xml, (text) => text.replace(LAST_CIPHER_VALUE, (_, head, one, tail) => head + another(one) + tail)),
    // AES-CBC is only tried under a verified signature, AES-GCM has a tag of its own: neither gives anything to look at.
    reasons: ["decryption"],
  };
  // Where nothing but the assertion is signed, its signature is in the ciphertext.
  if (signed === "assertion") return [otherCiphertext];
  return [otherCiphertext, otherSignature(xml, ["signature-invalid", "decryption"])];
}

function ofPlain({ xml }: SignedCase): Tampering[] {
  const otherPerson: Tampering = {
    name: "its person changed",
    xml: changed(xml, (text) => text.replaceAll("ada@acme.example", "eve@acme.example")),
    reasons: ["signature-invalid"],
  };
  const unsigned: Tampering = {
    name: "its signatures taken away",
    xml: changed(xml, (text) => text.replace(/<((?:\w+:)?Signature)\b[\s\S]*?<\/\1>/g, "")),
    reasons: ["signature-missing"],
  };
  return [otherPerson, otherSignature(xml, ["signature-invalid"]), unsigned];
}

export function tamperings(each: SignedCase): Tampering[] {
  return /<(?:\w+:)?EncryptedAssertion\b/.test(each.xml) ? ofEncrypted(each) : ofPlain(each);
}
