/** xmlsec1 (libxmlsec on OpenSSL): signs and encrypts the fixtures' messages, and verifies what the fixtures' own signer makes. */

import type { SignatureAlgorithm } from "../../lib/config/schema.ts";
import { NOW } from "../fixtures/configuration.ts";
import { buildResponse, type ResponseOptions } from "../fixtures/saml-response.ts";
import { algorithmUri } from "../fixtures/signing-draft.ts";
import { run } from "./program.ts";
import type { Check, SignedCase, Signer } from "./signer.ts";
import { ENCRYPTIONS, encryptAssertion } from "./xmlsec1-encrypt.ts";
import { KEYS, keyOf, signElements, verifies } from "./xmlsec1-sign.ts";

type Signed = SignedCase["signed"];

const ALGORITHMS = Object.keys(KEYS) as SignatureAlgorithm[];

const LAYOUTS: Readonly<Record<string, ResponseOptions>> = {
  "on lines": { style: { layout: "lines" } },
  "without prefixes": { style: { protocolPrefix: "", assertionPrefix: "" } },
  "with a declaration": { style: { declaration: '<?xml version="1.0" encoding="UTF-8"?>\n' } },
};

async function signedCases(folder: string, known: ReadonlySet<string>): Promise<SignedCase[]> {
  const cases: SignedCase[] = [];
  const add = async (name: string, algorithm: SignatureAlgorithm, signed: Signed, options: ResponseOptions = {}) => {
    const provider = algorithm.startsWith("ecdsa") ? "curve" : "acme";
    const { xml } = buildResponse({ provider, sign: "none", ...options });
    cases.push({
      name,
      xml: await signElements(folder, xml, algorithm, signed),
      at: NOW,
      provider,
      signed,
      algorithm: algorithmUri(algorithm),
    });
  };
  for (const algorithm of ALGORITHMS)
    for (const signed of ["assertion", "response", "both"] as const)
      if (known.has(algorithm)) await add(`${algorithm} on ${signed}`, algorithm, signed);
  for (const [layout, options] of Object.entries(LAYOUTS)) await add(layout, "rsa-sha256", "both", options);
  return cases;
}

async function encryptedCases(folder: string, known: ReadonlySet<string>): Promise<SignedCase[]> {
  const cases: SignedCase[] = [];
  for (const encryption of ENCRYPTIONS) {
    if (!known.has(encryption.content) || !known.has(encryption.transport)) continue;
    const { content, name } = encryption;
    const cbc = content.endsWith("cbc");
    const shared = { at: NOW, provider: "acme" as const, algorithm: algorithmUri("rsa-sha256") };
    const { xml } = buildResponse({ sign: "none" });
    for (const signed of ["assertion", "both"] as const) {
      const inner = await signElements(folder, xml, "rsa-sha256", "assertion");
      const encrypted = await encryptAssertion(folder, inner, encryption);
      const whole = signed === "both" ? await signElements(folder, encrypted, "rsa-sha256", "response") : encrypted;
      const policy = cbc ? { allowCbcDecryption: true } : {};
      // AES-CBC is never decrypted without a signature on the Response over the ciphertext.
      const never = cbc && signed === "assertion" ? { refused: "decryption" as const } : {};
      cases.push({ ...shared, name: `${name}, ${signed} signed`, xml: whole, signed, policy, ...never });
    }
    const unsigned = await encryptAssertion(folder, xml, encryption);
    const refusedByPolicy = cbc ? { refused: "decryption" as const } : {};
    const whole = await signElements(folder, unsigned, "rsa-sha256", "response");
    cases.push({ ...shared, name: `${name}, response signed`, xml: whole, signed: "response", ...refusedByPolicy });
  }
  return cases;
}

/** The other direction: what the tests' own signer makes is not only right in the eyes of the code it tests. */
async function fixtureChecks(folder: string, known: ReadonlySet<string>): Promise<Check[]> {
  const checks: Check[] = [];
  for (const algorithm of ALGORITHMS) {
    if (!known.has(algorithm)) continue;
    for (const element of ["assertion", "response"] as const) {
      const { xml } = buildResponse({ algorithm, sign: element, signing: { key: keyOf(algorithm) } });
      const found = await verifies(folder, xml, algorithm, element);
      checks.push({ name: `xmlsec1 verifies the fixtures' ${algorithm} on ${element}`, holds: found === "", found });
      const other = await verifies(folder, xml.replaceAll("ada@", "eve@"), algorithm, element);
      checks.push({ name: `and refuses it changed (${algorithm} on ${element})`, holds: other !== "", found: other });
    }
  }
  return checks;
}

export const xmlsec1: Signer = {
  name: "xmlsec1",
  install: "apt-get install xmlsec1",
  async version() {
    const { code, out } = await run("xmlsec1", ["--version"]);
    return code === 0 ? (/ (\d[\d.]*)/.exec(out)?.[1] ?? "") : null;
  },
  async work(folder) {
    const { out, error } = await run("xmlsec1", ["--list-transforms"]);
    const known = new Set([...(out + error).matchAll(/"([\w.-]+)"/g)].map(([, name = ""]) => name));
    const wanted = [...ALGORITHMS, ...ENCRYPTIONS.flatMap(({ content, transport }) => [content, transport])];
    return {
      cases: [...(await signedCases(folder, known)), ...(await encryptedCases(folder, known))],
      checks: await fixtureChecks(folder, known),
      lacking: [...new Set(wanted)].filter((name) => !known.has(name)),
    };
  },
};
