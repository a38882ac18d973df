/** Every certificate that counts: the providers', by which their signatures are verified, and the service provider's own. */
import { X509Certificate } from "node:crypto";
import type { Configuration } from "../config/configuration.ts";

const DAY = 86_400_000;

export interface KnownCertificate {
  /** Null for the service provider's own. */
  readonly identityProviderId: string | null;
  readonly use: "signing" | "decryption";
  /** The metadata file of the trust directory; null for own certificates, which may have followed their file. */
  readonly file: string | null;
  readonly subject: string;
  /** SHA-256 over the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Whole days, below 0 once it has run out. */
  readonly daysLeft: number;
  /** Another certificate of the same owner and use lasts longer. */
  readonly replaced: boolean;
}

type Listed = Omit<KnownCertificate, "daysLeft" | "replaced">;

function read(pem: string, of: Pick<Listed, "identityProviderId" | "use" | "file">): Listed {
  const certificate = new X509Certificate(pem);
  return {
    ...of,
    subject: certificate.subject.split("\n").join(", "),
    fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
}

/** In the order of the configuration, the service provider's own last. */
export function listCertificates(
  { identityProviders, serviceProvider }: Pick<Configuration, "identityProviders" | "serviceProvider">,
  now: Date,
): readonly KnownCertificate[] {
  const { signingCertificate, furtherSigningCertificates, decryptionCertificates } = serviceProvider;
  const own = { identityProviderId: null, file: null };
  const signing = [...(signingCertificate === null ? [] : [signingCertificate]), ...furtherSigningCertificates];
  const listed = [
    ...identityProviders.flatMap(({ id, metadata, certificates }) =>
      certificates.map(({ pem }) => read(pem, { identityProviderId: id, use: "signing" as const, file: metadata })),
    ),
    ...signing.map((pem) => read(pem, { ...own, use: "signing" })),
    ...decryptionCertificates.map((pem) => read(pem, { ...own, use: "decryption" })),
  ];
  return listed.map((each) => ({
    ...each,
    daysLeft: Math.floor((each.notAfter.getTime() - now.getTime()) / DAY),
    replaced: listed.some(
      ({ identityProviderId, use, notAfter }) =>
        identityProviderId === each.identityProviderId && use === each.use && notAfter > each.notAfter,
    ),
  }));
}
