import { html } from "../../lib/html/html.ts";
import type { KeyAndCertificate } from "../first-start/certificate.ts";
import { ENTITY_ID } from "./saml-messages.ts";

export interface IdentityProviderDescription {
  readonly entityId: string;
  /** PEM. */
  readonly certificatePem: string;
  /** Where AuthnRequests go, by redirect or by POST. */
  readonly singleSignOnUrl: string;
  readonly wantsSignedRequests: boolean;
}

/** SAML metadata of an identity provider that signs with one key (saml-metadata-2.0 §2.4.3). */
export function identityProviderMetadata(description: IdentityProviderDescription): string {
  const { entityId, certificatePem, singleSignOnUrl, wantsSignedRequests } = description;
  const certificate = certificatePem.replace(/-----[A-Z ]+-----|\s/g, "");
  const binding = "urn:oasis:names:tc:SAML:2.0:bindings";
  return html`<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAuthnRequestsSigned="${String(wantsSignedRequests)}">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
    <md:SingleSignOnService Binding="${binding}:HTTP-Redirect" Location="${singleSignOnUrl}"/>
    <md:SingleSignOnService Binding="${binding}:HTTP-POST" Location="${singleSignOnUrl}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`.toString();
}

/** The demo provider's own: it wants requests signed, as careful providers do. */
export const demoMetadata = (baseUrl: string, { certificatePem }: KeyAndCertificate): string =>
  identityProviderMetadata({
    entityId: ENTITY_ID,
    certificatePem,
    singleSignOnUrl: `${baseUrl}/sso`,
    wantsSignedRequests: true,
  });
