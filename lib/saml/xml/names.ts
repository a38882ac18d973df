/** XML namespaces, and the identifiers of algorithms that are acceptable at all. */

export const NAMESPACES = {
  p: "urn:oasis:names:tc:SAML:2.0:protocol",
  a: "urn:oasis:names:tc:SAML:2.0:assertion",
  ds: "http://www.w3.org/2000/09/xmldsig#",
  xenc: "http://www.w3.org/2001/04/xmlenc#",
  ec: "http://www.w3.org/2001/10/xml-exc-c14n#",
} as const;

export const ENVELOPED_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/** Exclusive C14N. The variant with comments gives the same bytes, since a document with comments is refused. */
export const EXCLUSIVE_C14N: readonly string[] = [
  "http://www.w3.org/2001/10/xml-exc-c14n#",
  "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
];

/** Digest algorithms > their name in `node:crypto`. */
export const DIGESTS: Readonly<Record<string, string>> = {
  "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
  "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
  "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
  "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
};

export const SHA1_DIGEST = "http://www.w3.org/2000/09/xmldsig#sha1";
