/** Encrypting an assertion by the xmlsec1 command, to this service's certificate. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runWell } from "./program.ts";

const DS = "http://www.w3.org/2000/09/xmldsig#";
const XENC = "http://www.w3.org/2001/04/xmlenc#";
const XENC11 = "http://www.w3.org/2009/xmlenc11#";

export interface Encryption {
  readonly name: string;
  /** By the names that xmlsec1 uses. */
  readonly content: string;
  readonly transport: "rsa-oaep-mgf1p" | "rsa-oaep-enc11";
  /** Children of the key's EncryptionMethod. */
  readonly parameters: string;
}

const digest = (uri: string) => `<ds:DigestMethod xmlns:ds="${DS}" Algorithm="${uri}"/>`;
const mask = (uri: string) => `<xenc11:MGF xmlns:xenc11="${XENC11}" Algorithm="${uri}"/>`;

const contents = ["aes128-gcm", "aes192-gcm", "aes256-gcm", "aes128-cbc", "aes192-cbc", "aes256-cbc"];

/** OAEP of XML Encryption 1.1, where digest and mask have hashes of their own, came to xmlsec1 with 1.3. */
export const ENCRYPTIONS: readonly Encryption[] = [
  ...contents.map((content): Encryption => {
    return { name: content, content, transport: "rsa-oaep-mgf1p", parameters: "" };
  }),
  {
    name: "aes256-gcm under OAEP with SHA-256 and MGF1 of SHA-256",
    content: "aes256-gcm",
    transport: "rsa-oaep-enc11",
    parameters: digest(`${XENC}sha256`) + mask(`${XENC11}mgf1sha256`),
  },
  {
    name: "aes256-gcm under OAEP with SHA-256 and MGF1 of SHA-1",
    content: "aes256-gcm",
    transport: "rsa-oaep-enc11",
    parameters: digest(`${XENC}sha256`) + mask(`${XENC11}mgf1sha1`),
  },
];

const CERTIFICATE = fileURLToPath(
  new URL("../fixtures/keys/service-decryption.test-only.certificate.pem", import.meta.url),
);

function template({ content, transport, parameters }: Encryption): string {
  const algorithm = `${content.endsWith("gcm") ? XENC11 : XENC}${content}`;
  const key = transport === "rsa-oaep-enc11" ? `${XENC11}rsa-oaep` : `${XENC}${transport}`;
  return (
    `<xenc:EncryptedData xmlns:xenc="${XENC}" Type="${XENC}Element"><xenc:EncryptionMethod Algorithm="${algorithm}"/>` +
    `<ds:KeyInfo xmlns:ds="${DS}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="${key}">${parameters}` +
    `</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>` +
    `<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>`
  );
}

/** Replaces the assertion by an EncryptedAssertion. */
export async function encryptAssertion(folder: string, xml: string, encryption: Encryption): Promise<string> {
  const plain = join(folder, "plain.xml");
  const data = join(folder, "encrypted-data.xml");
  const wrapped = xml
    .replace(/<saml:Assertion\b/, '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">$&')
    .replace("</saml:Assertion>", "$&</saml:EncryptedAssertion>");
  writeFileSync(plain, wrapped);
  writeFileSync(data, template(encryption));
  const bits = encryption.content.slice(3, 6);
  return runWell("xmlsec1", [
    "--encrypt",
    "--pubkey-cert-pem",
    CERTIFICATE,
    "--session-key",
    `aes-${bits}`,
    "--xml-data",
    plain,
    "--node-xpath",
    "//*[local-name()='Assertion']",
    data,
  ]);
}
