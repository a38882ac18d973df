/**
 * An identity provider that signs one person in: the smoke login's. Its key is a file (in CI: a secret), its metadata stands in the
 * stage like any other's, and what its person may do is what the role mappings say.
 */
import { randomUUID } from "node:crypto";
import samlp, { type ResponseSettings } from "samlp";
import { z } from "zod";
import { html } from "../../lib/html/html.ts";
import { makeKeyAndCertificate } from "../../local/first-start/certificate.ts";

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

/** SAML metadata (saml-metadata-2.0 §2.4.3). It never answers an AuthnRequest, so where it would is nowhere. */
export function metadataOf({ entityId, certificatePem }: SmokeProvider): string {
  const certificate = certificatePem.replace(/-----[A-Z ]+-----|\s/g, "");
  return html`<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://smoke-login.invalid/"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`.toString();
}

/** @returns an unsolicited SAMLResponse with a signed assertion, in base64 */
export async function responseOf(provider: SmokeProvider, { entityId, acsUrl }: Service): Promise<string> {
  const settings: ResponseSettings = {
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
  };
  const xml = await new Promise<string>((resolve, reject) => {
    samlp.getSamlResponse(settings, provider, (error, response) =>
      response === undefined ? reject(error) : resolve(response),
    );
  });
  return Buffer.from(xml).toString("base64");
}
