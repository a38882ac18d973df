/** SAML metadata, with whatever a test wants wrong with it. */

export interface MetadataParts {
  readonly entityId?: string;
  readonly entityAttributes?: string;
  readonly providerAttributes?: string;
  /** Children of the IDPSSODescriptor, in place of one signing key and one redirect service. */
  readonly children?: string;
}

const BINDINGS = "urn:oasis:names:tc:SAML:2.0:bindings";

export function keyDescriptor(certificate: string, use?: "signing" | "encryption"): string {
  const attribute = use ? ` use="${use}"` : "";
  return `<KeyDescriptor${attribute}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`;
}

export function singleSignOn(location: string, binding = "HTTP-Redirect"): string {
  return `<SingleSignOnService Binding="${BINDINGS}:${binding}" Location="${location}"/>`;
}

export function entity(parts: MetadataParts): string {
  const {
    entityId = "https://idp.test/metadata",
    entityAttributes = "",
    providerAttributes = "",
    children = "",
  } = parts;
  return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${entityId}" ${entityAttributes}>
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" ${providerAttributes}>
${children}
</IDPSSODescriptor>
</EntityDescriptor>`;
}
