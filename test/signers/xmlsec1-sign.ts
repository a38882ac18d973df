/** Signing and verifying by the xmlsec1 command: a Signature without values goes in, one with values comes out. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SignatureAlgorithm } from "../../lib/config/schema.ts";
import type { KeyName } from "../fixtures/keys.ts";
import { algorithmUri, DIGEST_URIS } from "../fixtures/signing-draft.ts";
import { run, runWell } from "./program.ts";

const DS = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";

/** Every algorithm that is accepted, SHA-1 left out, with the key that goes with it; by the names that xmlsec1 uses too. */
export const KEYS = {
  "rsa-sha256": "acme-rsa",
  "rsa-sha384": "acme-rsa-next",
  "rsa-sha512": "acme-rsa",
  "rsa-pss-sha256": "acme-rsa",
  "rsa-pss-sha384": "acme-rsa",
  "rsa-pss-sha512": "acme-rsa",
  "ecdsa-sha256": "curve-p256",
  "ecdsa-sha384": "curve-p384",
  "ecdsa-sha512": "curve-p521",
} as const satisfies Partial<Record<SignatureAlgorithm, KeyName>>;

type Element = "response" | "assertion";

const keyFile = (name: KeyName, what: "key" | "certificate") =>
  fileURLToPath(new URL(`../fixtures/keys/${name}.test-only.${what}.pem`, import.meta.url));

/** xmlsec1 knows no schema: it is told which attribute is the ID. */
const ID_ATTRIBUTES = [
  "--id-attr:ID",
  "urn:oasis:names:tc:SAML:2.0:protocol:Response",
  "--id-attr:ID",
  "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
];

const SIGNATURE_AT: Readonly<Record<Element, string>> = {
  response: "/*/*[local-name()='Signature']",
  assertion: "//*[local-name()='Assertion']/*[local-name()='Signature']",
};

export function keyOf(algorithm: SignatureAlgorithm): KeyName {
  const key = (KEYS as Partial<Record<SignatureAlgorithm, KeyName>>)[algorithm];
  if (!key) throw new Error(`no key for ${algorithm}`);
  return key;
}

function template(id: string, algorithm: SignatureAlgorithm): string {
  const digest = DIGEST_URIS[algorithm.slice(algorithm.lastIndexOf("sha")) as keyof typeof DIGEST_URIS];
  return (
    `<ds:Signature xmlns:ds="${DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>` +
    `<ds:SignatureMethod Algorithm="${algorithmUri(algorithm)}"/><ds:Reference URI="#${id}"><ds:Transforms>` +
    `<ds:Transform Algorithm="${DS}enveloped-signature"/><ds:Transform Algorithm="${EXCLUSIVE}"/></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/>` +
    `<ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>`
  );
}

/** Puts the template behind the Issuer of the element, where the schema wants a Signature. */
function withTemplate(xml: string, element: Element, algorithm: SignatureAlgorithm): string {
  const start = element === "response" ? 0 : xml.search(/<(?:\w+:)?Assertion\b/);
  const id = /\bID="([^"]+)"/.exec(xml.slice(start))?.[1] ?? "";
  const issuer = /<\/(?:\w+:)?Issuer>/.exec(xml.slice(start));
  if (start < 0 || !issuer) throw new Error(`there is no ${element} with an Issuer to sign`);
  const at = start + issuer.index + issuer[0].length;
  return xml.slice(0, at) + template(id, algorithm) + xml.slice(at);
}

async function signOne(folder: string, xml: string, algorithm: SignatureAlgorithm, element: Element): Promise<string> {
  const file = join(folder, "unsigned.xml");
  writeFileSync(file, withTemplate(xml, element, algorithm));
  const key = keyOf(algorithm);
  return runWell("xmlsec1", [
    "--sign",
    ...ID_ATTRIBUTES,
    "--node-xpath",
    SIGNATURE_AT[element],
    "--privkey-pem",
    `${keyFile(key, "key")},${keyFile(key, "certificate")}`,
    file,
  ]);
}

/** Signs the assertion, the response, or first the one and then the other around it. */
export async function signElements(
  folder: string,
  xml: string,
  algorithm: SignatureAlgorithm,
  which: Element | "both",
): Promise<string> {
  const elements: readonly Element[] = which === "both" ? ["assertion", "response"] : [which];
  let signed = xml;
  for (const element of elements) signed = await signOne(folder, signed, algorithm, element);
  return signed;
}

/** @returns an empty text where the signature of that element verifies, and what xmlsec1 says where it does not */
export async function verifies(
  folder: string,
  xml: string,
  algorithm: SignatureAlgorithm,
  element: Element,
): Promise<string> {
  const file = join(folder, "signed.xml");
  writeFileSync(file, xml);
  const certificate = keyFile(keyOf(algorithm), "certificate");
  const { code, error } = await run("xmlsec1", [
    "--verify",
    ...ID_ATTRIBUTES,
    "--node-xpath",
    SIGNATURE_AT[element],
    "--pubkey-cert-pem",
    certificate,
    file,
  ]);
  const [said] = error.split("\n").filter((line) => /^(?:FAIL|Error|SignedInfo)/.test(line));
  return code === 0 ? "" : (said ?? `exit code ${code}`);
}
