/** Makes the AuthnRequest that starts a login here, for the HTTP-Redirect binding (saml-profiles-2.0 §4.1.4.1). */
import { createPrivateKey, X509Certificate } from "node:crypto";
import samlify from "samlify";
import type { IdentityProvider, ServiceProvider } from "../../config/configuration.ts";
import { createRequestId } from "./request-id.ts";

const { SamlLib } = samlify;

const HTTP_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/** A RelayState must not exceed 80 bytes (saml-bindings-2.0 §3.4.3). */
const MAXIMUM_RELAY_STATE_BYTES = 80;

export interface AuthnRequestOrder {
  readonly serviceProvider: ServiceProvider;
  readonly identityProvider: Pick<IdentityProvider, "entityId" | "wantAuthnRequestsSigned">;
  /** The provider's single sign-on service with HTTP-Redirect binding. */
  readonly destination: string;
  /** Where the login is to lead; sent along only where it is short enough, since the ledger remembers it anyway. */
  readonly relayState: string | null;
  /** PEM; needed where the provider wants requests signed, unused elsewhere. */
  readonly signingKey: string | null;
  readonly now: Date;
}

export interface AuthnRequest {
  /** The request's ID, which the response must name in InResponseTo. */
  readonly id: string;
  /** Where the browser goes: the destination with SAMLRequest, RelayState and, where wanted, SigAlg and Signature. */
  readonly location: string;
}

/** The provider as samlify wants to know it. From a document, since from fields it complains on the console. */
const PROVIDER_METADATA = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{EntityID}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAuthnRequestsSigned="{Signed}">
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{Location}"/>
</IDPSSODescriptor></EntityDescriptor>`;

function receiver({ identityProvider, destination }: AuthnRequestOrder) {
  const metadata = SamlLib.replaceTagsByValue(PROVIDER_METADATA, {
    EntityID: identityProvider.entityId,
    Signed: String(identityProvider.wantAuthnRequestsSigned),
    Location: destination,
  });
  return samlify.IdentityProvider({ metadata });
}

/** The key, if it is one that our metadata tells the provider to verify with. */
function checkedSigningKey({ serviceProvider, identityProvider, signingKey }: AuthnRequestOrder): string {
  const { signingCertificate, furtherSigningCertificates } = serviceProvider;
  if (signingKey === null || signingCertificate === null) {
    throw new Error(
      `${identityProvider.entityId} wants signed requests, but there is no signing key or no certificate`,
    );
  }
  const key = createPrivateKey(signingKey);
  const published = [signingCertificate, ...furtherSigningCertificates];
  if (!published.some((certificate) => new X509Certificate(certificate).checkPrivateKey(key))) {
    throw new Error("the signing key does not belong to serviceProvider.signingCertificate");
  }
  return signingKey;
}

function sender(order: AuthnRequestOrder) {
  const { serviceProvider, identityProvider } = order;
  const signed = identityProvider.wantAuthnRequestsSigned;
  return samlify.ServiceProvider({
    entityID: serviceProvider.entityId,
    authnRequestsSigned: signed,
    assertionConsumerService: [{ Binding: HTTP_POST, Location: serviceProvider.acsUrl }],
    requestSignatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ...(signed ? { privateKey: checkedSigningKey(order) } : {}),
  });
}

/**
 * An AuthnRequest that names our assertion consumer service and the NameID format we ask for, with the detached RSA-SHA256
 * signature over the query string where the provider's metadata wants one (saml-bindings-2.0 §3.4.4.1).
 * @throws Error where a signature is wanted and there is no key, or not the one of our certificate.
 */
export function createAuthnRequest(order: AuthnRequestOrder): AuthnRequest {
  const { serviceProvider, destination, relayState, now } = order;
  const id = createRequestId();
  const sent = relayState !== null && Buffer.byteLength(relayState) <= MAXIMUM_RELAY_STATE_BYTES ? relayState : "";
  // samlify's own filling reads the wall clock, and its IDs have 122 random bits where saml-core-2.0 §1.3.4 wants 128 or more.
  const fill = (template: string) => ({
    id,
    context: SamlLib.replaceTagsByValue(template, {
      ID: id,
      IssueInstant: now.toISOString(),
      Destination: destination,
      ProtocolBinding: HTTP_POST,
      AssertionConsumerServiceURL: serviceProvider.acsUrl,
      AssertionConsumerServiceIndex: undefined,
      ForceAuthn: undefined,
      Issuer: serviceProvider.entityId,
      NameIDFormat: serviceProvider.nameIdFormat,
      // A person's first login may need an identifier made for us (saml-core-2.0 §3.4.1.1).
      AllowCreate: "true",
    }),
  });
  const { context } = sender(order).createLoginRequest(receiver(order), "redirect", {
    relayState: sent,
    customTagReplacement: fill,
  });
  return { id, location: context };
}
