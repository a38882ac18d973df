import { html } from "../../lib/html/html.ts";
import type { KeyAndCertificate } from "../first-start/certificate.ts";
import { ENTITY_ID } from "./saml-messages.ts";

/** The demo provider's SAML metadata (saml-metadata-2.0 §2.4.3). It wants requests signed, as careful providers do. */
export function identityProviderMetadata(baseUrl: string, { certificatePem }: KeyAndCertificate): string {
  const certificate = certificatePem.replace(/-----[A-Z ]+-----|\s/g, "");
  const binding = "urn:oasis:names:tc:SAML:2.0:bindings";
  return html`<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY_ID}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAuthnRequestsSigned="true">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
    <md:SingleSignOnService Binding="${binding}:HTTP-Redirect" Location="${baseUrl}/sso"/>
    <md:SingleSignOnService Binding="${binding}:HTTP-POST" Location="${baseUrl}/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`.toString();
}
