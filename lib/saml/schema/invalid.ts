import type { SchemaVerdict } from "./schema-validator.ts";

const MAXIMUM = 190;

const PREFIXES: readonly (readonly [namespace: string, prefix: string])[] = [
  ["{urn:oasis:names:tc:SAML:2.0:assertion}", "saml:"],
  ["{urn:oasis:names:tc:SAML:2.0:protocol}", "samlp:"],
  ["{http://www.w3.org/2000/09/xmldsig#}", "ds:"],
  ["{http://www.w3.org/2001/04/xmlenc#}", "xenc:"],
];

/**
 * The verdict on an invalid document. libxml2's words are kept, since they name the place; values are not, since they may be
 * somebody's name: only names of elements and attributes remain.
 * @param words libxml2's first error
 */
export function invalid(words: string): SchemaVerdict {
  const named = PREFIXES.reduce((text, [namespace, prefix]) => text.replaceAll(namespace, prefix), words);
  const message = named
    .replace(/: '.*' is not a valid/s, ": not a valid")
    .replace(/The value '.*'/s, "The value")
    .replace(/[^\x20-\x7e]|\\/g, "?")
    .replace(/[\s?]+$/, "");
  return { valid: false, message: message.length > MAXIMUM ? `${message.slice(0, MAXIMUM - 1)}~` : message };
}
