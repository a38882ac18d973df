/** What a signature protects, and what it does not have to: changes inside what is signed, outside of it, and of neither. */
import { deepStrictEqual, fail, ok } from "node:assert/strict";
import fc from "fast-check";
import { buildResponse } from "../fixtures/saml-response.ts";
import { applyChanges, change } from "./changes.ts";
import { letInBy } from "./let-in.ts";
import { type Property, property } from "./property.ts";
import { canonicalBytes, covered, MESSAGES, type Signed, treeOf, uncovered } from "./signed-messages.ts";
import { PLAIN, type Writing, writeTree } from "./tree.ts";

const signed = fc.constantFrom<Signed>("response", "assertion");
const changes = fc.array(change, { minLength: 1, maxLength: 3 });

const writing: fc.Arbitrary<Writing> = fc.record({
  quote: fc.constantFrom<Writing["quote"]>('"', "'"),
  space: fc.constantFrom(" ", "\n", "\t", " \r\n  "),
  attributesReversed: fc.boolean(),
  emptyElements: fc.constantFrom<Writing["emptyElements"]>("short", "long"),
  spaceInEndTag: fc.boolean(),
  references: fc.constantFrom(0, 1, 7),
});

const expected = { response: letInBy(MESSAGES.response), assertion: letInBy(MESSAGES.assertion) };

async function letsInNobodyElse(xml: string, of: Signed): Promise<void> {
  const found = await letInBy(xml);
  if (found !== null) deepStrictEqual(found, await expected[of]);
}

const insideChanges = property(
  "a change that alters the canonical bytes of the signed element is refused",
  100,
  fc.record({ signed, changes, writing: fc.oneof(fc.constant(PLAIN), writing) }),
  async (drawn) => {
    const root = treeOf(drawn.signed);
    applyChanges(drawn.changes, () => covered(root, drawn.signed));
    const xml = writeTree(root, drawn.writing);
    if (canonicalBytes(xml, drawn.signed) === canonicalBytes(MESSAGES[drawn.signed], drawn.signed))
      await letsInNobodyElse(xml, drawn.signed);
    else if (await letInBy(xml)) fail(`let in:\n${xml}`);
  },
);

const outsideChanges = property(
  "a change outside the signed element changes nothing of who is let in",
  80,
  fc.record({ changes, writing: fc.oneof(fc.constant(PLAIN), writing) }),
  async (drawn) => {
    const root = treeOf("assertion");
    applyChanges(drawn.changes, () => uncovered(root, "assertion"));
    await letsInNobodyElse(writeTree(root, drawn.writing), "assertion");
  },
);

const otherWritings = property(
  "another way of writing the same document lets in the same person",
  40,
  fc.record({ signed, writing }),
  async (drawn) => {
    const xml = writeTree(treeOf(drawn.signed), drawn.writing);
    deepStrictEqual(await letInBy(xml), await expected[drawn.signed]);
  },
);

const PREFIXES = ["xs", "xsi", "a", "b", "wsu", "soap", "ds", "x"];

const otherNamespaces = property(
  "namespaces declared around a signed assertion, and white space beside it, let in the same person",
  20,
  fc.record({
    prefixes: fc.uniqueArray(fc.constantFrom(...PREFIXES), { maxLength: 5 }),
    space: fc.constantFrom("", "\n", "\t \r\n"),
  }),
  async ({ prefixes, space }) => {
    const root = treeOf("assertion");
    const declared = new Set(root.attributes.map(([name]) => name));
    for (const prefix of prefixes)
      if (!declared.has(`xmlns:${prefix}`)) root.attributes.push([`xmlns:${prefix}`, `urn:other:${prefix}`]);
    root.children = root.children.flatMap((child) => [space, child, space]);
    deepStrictEqual(await letInBy(writeTree(root)), await expected.assertion);
  },
);

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
const encrypted = buildResponse({ sign: "assertion", encrypt: {} }).xml;
const encryptedExpected = letInBy(encrypted);

const otherLetters = property(
  "another letter in a ciphertext, a signature value or a digest lets in nobody else",
  40,
  fc.record({ place: fc.nat(), index: fc.nat(), letter: fc.constantFrom(...BASE64, "!", " ", "é") }),
  async ({ place, index, letter }) => {
    const values = [...encrypted.matchAll(/(?<=<xenc:CipherValue>)[^<]+/g)];
    const value = values[place % values.length];
    ok(value, "the message is encrypted");
    const at = value.index + (index % value[0].length);
    const found = await letInBy(encrypted.slice(0, at) + letter + encrypted.slice(at + 1));
    if (found !== null) deepStrictEqual(found, await encryptedExpected);
    const plain = [...MESSAGES.assertion.matchAll(/(?<=<ds:(?:SignatureValue|DigestValue)>)[^<]+/g)];
    const signature = plain[place % plain.length];
    ok(signature, "the message is signed");
    const where = signature.index + (index % signature[0].length);
    await letsInNobodyElse(
      MESSAGES.assertion.slice(0, where) + letter + MESSAGES.assertion.slice(where + 1),
      "assertion",
    );
  },
);

export const SIGNED_CONTENT: readonly Property[] = [
  insideChanges,
  outsideChanges,
  otherWritings,
  otherNamespaces,
  otherLetters,
];
