/** The dates of a pinned certificate: by default they warn, since the key is trusted for being pinned. */
import type { IdentityProvider } from "../config/configuration.ts";

export type CertificateWarning = "certificate-expired" | "certificate-not-yet-valid";

/** @returns what is to be said of the certificate whose key verified a message, or `null` where it is within its dates */
export function certificateWarning(
  { certificates }: Pick<IdentityProvider, "certificates">,
  fingerprint: string,
  now: Date,
): CertificateWarning | null {
  const certificate = certificates.find((each) => each.fingerprint === fingerprint);
  if (!certificate) return null;
  if (certificate.notAfter < now) return "certificate-expired";
  return certificate.notBefore > now ? "certificate-not-yet-valid" : null;
}
