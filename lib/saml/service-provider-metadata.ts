/** This service provider's SAML metadata (saml-metadata-2.0-os §2.4.4), which an identity provider is set up with. */
import samlify from "samlify";
import type { Configuration } from "../config/configuration.ts";

/** Key transport and block ciphers that decrypt-assertion accepts from any provider; AES-CBC is left out on purpose. */
const ENCRYPTION_METHODS = [
  "http://www.w3.org/2009/xmlenc11#aes256-gcm",
  "http://www.w3.org/2009/xmlenc11#aes128-gcm",
  "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
  "http://www.w3.org/2009/xmlenc11#rsa-oaep",
];

/** samlify has no way to say which ciphers may be used, and without a word providers fall back on AES-CBC (§2.4.1.1). */
function withEncryptionMethods(metadata: string): string {
  const methods = ENCRYPTION_METHODS.map((algorithm) => `<EncryptionMethod Algorithm="${algorithm}"/>`).join("");
  return metadata.replace(/<KeyDescriptor use="encryption">.*?(?=<\/KeyDescriptor>)/gs, `$&${methods}`);
}

type Described = Pick<Configuration, "serviceProvider"> & {
  readonly identityProviders: readonly Pick<
    Configuration["identityProviders"][number],
    "wantAuthnRequestsSigned" | "wantSigned"
  >[];
};

/**
 * The metadata document, without an XML declaration. During a rollover it holds both certificates of a purpose.
 * AuthnRequestsSigned promises a signature to every provider, so it is said only where each of them wants one.
 */
export function serviceProviderMetadata({ serviceProvider, identityProviders }: Described): string {
  const { signingCertificate, furtherSigningCertificates, decryptionCertificates } = serviceProvider;
  const metadata = samlify
    .SPMetadata({
      entityID: serviceProvider.entityId,
      authnRequestsSigned: identityProviders.every((provider) => provider.wantAuthnRequestsSigned),
      wantAssertionsSigned: identityProviders.some((provider) => provider.wantSigned !== "response"),
      ...(signingCertificate === null ? {} : { signingCert: [signingCertificate, ...furtherSigningCertificates] }),
      encryptCert: [...decryptionCertificates],
      nameIDFormat: [serviceProvider.nameIdFormat],
      assertionConsumerService: [
        {
          Binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
          Location: serviceProvider.acsUrl,
          isDefault: true,
        },
      ],
    })
    .getMetadata();
  return withEncryptionMethods(metadata);
}
