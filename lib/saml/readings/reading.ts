/** What one reading of a message found: which assertion its signatures cover, and whose key verified them. */
import type { IdentityProvider } from "../../config/configuration.ts";
import type { InspectedSignature, SignedElement } from "../inspected.ts";

/** The texts the signatures are verified over. A signature on the Response covers the received bytes, one on a decrypted assertion the plaintext. */
export interface VerifiableMessage {
  readonly response: string;
  /** The plaintext of an encrypted assertion; `null` where the assertion stands in the response. */
  readonly decrypted: string | null;
  readonly signatures: readonly InspectedSignature[];
}

export interface Reading {
  /** Exclusive C14N of the assertion, its own Signature removed: once for each way in which the reading came to it. */
  readonly canonicalAssertions: readonly string[];
  readonly signedElement: SignedElement | "both";
  /** SHA-256 of the pinned certificate whose key verified; where both elements are signed, the assertion's. */
  readonly certificateFingerprint: string;
  /** Identifier of that signature's algorithm. */
  readonly signatureAlgorithm: string;
}

/** The text in which a signature stands. */
export function textOf(message: VerifiableMessage, signature: InspectedSignature): string {
  return signature.on === "assertion" && message.decrypted !== null ? message.decrypted : message.response;
}

/** Whether the message names, in KeyInfo, only certificates that are not pinned: a hint for the reason, never for trust. */
export function namesForeignCertificate(signature: InspectedSignature, provider: IdentityProvider): boolean {
  if (signature.keyInfoCertificates.length === 0) return false;
  const pinned = provider.certificates.map(({ pem }) => pem.replace(/-----[^-]+-----|\s+/g, ""));
  return !signature.keyInfoCertificates.some((certificate) => pinned.includes(certificate));
}

export function summarize(
  canonicalAssertions: readonly string[],
  verified: readonly { readonly signature: InspectedSignature; readonly fingerprint: string }[],
): Reading {
  const last = verified.find(({ signature }) => signature.on === "assertion") ?? verified[0];
  if (!last) throw new Error("a reading needs at least one verified signature");
  return {
    canonicalAssertions,
    signedElement: verified.length > 1 ? "both" : last.signature.on,
    certificateFingerprint: last.fingerprint,
    signatureAlgorithm: last.signature.signatureAlgorithm,
  };
}
