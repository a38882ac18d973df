/**
 * An identity provider that signs one person in: the smoke login's. Its key is a file (in CI: a secret), its metadata stands in the
 * stage like any other's, and what its person may do is what the role mappings say.
 */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { makeKeyAndCertificate } from "../../local/first-start/certificate.ts";
import { identityProviderMetadata } from "../../local/identity-provider/metadata.ts";
import { signedResponse } from "../../local/identity-provider/saml-messages.ts";

export const smokeProviderSchema = z.strictObject({
  entityId: z.string().min(1),
  privateKeyPem: z.string(),
  certificatePem: z.string(),
  nameId: z.string().min(1),
  attributes: z.record(z.string(), z.array(z.string())),
});

export type SmokeProvider = z.infer<typeof smokeProviderSchema>;

/** As `lib/saml` sees the service: from its metadata. */
export interface Service {
  readonly entityId: string;
  readonly acsUrl: string;
}

const LIFETIME_SECONDS = 120;
/** A year: what signs in from outside is made anew from time to time. */
const VALID_DAYS = 365;
const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

export async function makeSmokeProvider(
  given: Pick<SmokeProvider, "entityId" | "nameId" | "attributes">,
  now: Date,
): Promise<SmokeProvider> {
  return { ...given, ...(await makeKeyAndCertificate("samltrail smoke login", now, VALID_DAYS)) };
}

/** It answers no AuthnRequest, so where it would is nowhere. */
export const metadataOf = ({ entityId, certificatePem }: SmokeProvider): string =>
  identityProviderMetadata({
    entityId,
    certificatePem,
    singleSignOnUrl: "https://smoke-login.invalid/",
    wantsSignedRequests: false,
  });

/** @returns an unsolicited SAMLResponse with a signed assertion, in base64 */
export function responseOf(provider: SmokeProvider, { entityId, acsUrl }: Service): Promise<string> {
  return signedResponse({
    issuer: provider.entityId,
    cert: provider.certificatePem,
    key: provider.privateKeyPem,
    audience: entityId,
    recipient: acsUrl,
    destination: acsUrl,
    lifetimeInSeconds: LIFETIME_SECONDS,
    signatureAlgorithm: "rsa-sha256",
    digestAlgorithm: "sha256",
    authnContextClassRef: UNSPECIFIED,
    sessionIndex: `_${randomUUID()}`,
    profileMapper: () => ({
      getClaims: () => provider.attributes,
      getNameIdentifier: () => ({ nameIdentifier: provider.nameId, nameIdentifierFormat: PERSISTENT }),
    }),
  });
}
