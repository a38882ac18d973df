/** The second reading: samlify (xmldom, xml-crypto), with `SignedXml` for what samlify cannot express. */
import samlify from "samlify";
import type { IdentityProvider, PinnedCertificate } from "../../config/configuration.ts";
import { SIGNATURE_ALGORITHMS } from "../../config/schema.ts";
import type { InspectedSignature } from "../inspected.ts";
import type { Refuse } from "../refusal.ts";
import { DIGESTS } from "../xml/names.ts";
import { namesForeignCertificate, type Reading, summarize, textOf, type VerifiableMessage } from "./reading.ts";
import { refusalOfSamlifyError } from "./samlify-errors.ts";
import { canonicalAssertionIn, type Parsed, verifyWithSignedXml } from "./signed-xml.ts";

type RefuseReading = Refuse<"verify-with-samlify">;

/** What samlify verifies by itself; it has no ECDSA, nothing with SHA-384, and PSS with SHA-256 only. */
const SAMLIFY_ALGORITHMS: readonly string[] = [
  SIGNATURE_ALGORITHMS["rsa-sha1"],
  SIGNATURE_ALGORITHMS["rsa-sha256"],
  SIGNATURE_ALGORITHMS["rsa-sha512"],
  SIGNATURE_ALGORITHMS["rsa-pss-sha256"],
];

const CARRIAGE_RETURN = /&#(?:13|x0*d);|\r/gi;

/** Carriage returns in base64 mean nothing, but samlify re-serializes the document and trips over their references. */
function withoutReturnsInBase64(xml: string): string {
  return xml.replace(/<(?:[\w.-]+:)?(?:SignatureValue|X509Certificate)\b[^<]*/g, (part) =>
    part.replace(CARRIAGE_RETURN, ""),
  );
}

type ProviderMetadata = ReturnType<typeof samlify.IdentityProvider>["entityMeta"];
const metadata = new Map<string, ProviderMetadata>();

/** samlify's own view of a provider with that one certificate. */
function metadataOf(provider: IdentityProvider, certificate: PinnedCertificate): ProviderMetadata {
  const key = `${provider.entityId} ${certificate.fingerprint}`;
  let known = metadata.get(key);
  if (!known) {
    const endpoint = { Binding: samlify.Constants.namespace.binding.redirect, Location: provider.entityId };
    known = samlify.IdentityProvider({
      entityID: provider.entityId,
      signingCert: certificate.pem,
      // Endpoints play no part in verification, but samlify's constructor warns on the console where there is none.
      singleSignOnService: [endpoint],
      singleLogoutService: [endpoint],
    }).entityMeta;
    metadata.set(key, known);
  }
  return known;
}

/** Whether samlify can express the verification of this signature under this key without blind spots of its own. */
function samlifyCan(
  message: VerifiableMessage,
  signature: InspectedSignature,
  certificate: PinnedCertificate,
): boolean {
  const [named] = signature.keyInfoCertificates;
  return (
    message.decrypted === null &&
    message.signatures.length === 1 &&
    SAMLIFY_ALGORITHMS.includes(signature.signatureAlgorithm) &&
    DIGESTS[signature.digestAlgorithm] !== "sha384" &&
    !/&#(?:13|x0*d);|[\u0085\u2028]/i.test(withoutReturnsInBase64(message.response)) &&
    (named === undefined || named === certificate.pem.replace(/-----[^-]+-----|\s+/g, ""))
  );
}

/** @returns the canonical assertion, `null` where the signature covers none, `false` where it does not verify */
function verifyUnder(
  message: VerifiableMessage,
  signature: InspectedSignature,
  provider: IdentityProvider,
  certificate: PinnedCertificate,
  parsed: Parsed,
): string | null | false {
  if (!samlifyCan(message, signature, certificate))
    return verifyWithSignedXml(textOf(message, signature), signature, certificate.pem, parsed);
  const [verified, assertion] = samlify.SamlLib.verifySignature(withoutReturnsInBase64(message.response), {
    metadata: metadataOf(provider, certificate),
  });
  if (!verified) return false;
  return assertion === null ? null : canonicalAssertionIn(assertion);
}

function verifyOne(
  message: VerifiableMessage,
  signature: InspectedSignature,
  provider: IdentityProvider,
  parsed: Parsed,
  refuse: RefuseReading,
): { readonly fingerprint: string; readonly canonical: string | null } {
  for (const certificate of provider.certificates) {
    try {
      const canonical = verifyUnder(message, signature, provider, certificate, parsed);
      if (canonical !== false) return { fingerprint: certificate.fingerprint, canonical };
    } catch (error) {
      const refusal = refusalOfSamlifyError(error, refuse);
      if (refusal) throw refusal;
    }
  }
  if (namesForeignCertificate(signature, provider))
    throw refuse("untrusted-certificate", { problem: "certificate-not-pinned", found: signature.on });
  throw refuse("signature-invalid", { problem: "signature", found: signature.on });
}

/**
 * Verifies every signature of the message again, without a look at what the first reading found.
 * @throws LoginRefused
 */
export function readWithSamlify(
  message: VerifiableMessage,
  provider: IdentityProvider,
  refuse: RefuseReading,
): Reading {
  const parsed: Parsed = new Map();
  const verified = message.signatures.map((signature) => ({
    signature,
    ...verifyOne(message, signature, provider, parsed, refuse),
  }));
  if (verified.length === 0) throw refuse("signature-missing", { problem: "no-signature" });
  const covered = verified.flatMap(({ canonical }) => (canonical === null ? [] : [canonical]));
  // A signature over a Response with an encrypted assertion covers its ciphertext: the assertion is the plaintext.
  if (message.decrypted !== null) covered.push(canonicalAssertionIn(message.decrypted) ?? "");
  return summarize(covered, verified);
}
