/** Who signed: nobody, somebody else, or only one of two. */
import { pinnedCertificate } from "../fixtures/keys.ts";
import { type Attack, admits, byStep, next } from "./attack.ts";
import { AS_ADA, AS_EVE, adas, before, DS, eves, evesWith, signatureIn, swap } from "./ingredients.ts";

export const TRUST: readonly Attack[] = [
  {
    name: "unsigned",
    description: "Nothing is signed",
    reference: "Signature exclusion: Somorovsky et al., USENIX Security 2012",
    build: () => ({ xml: adas({ sign: "none" }) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-missing", "no-signature"),
    behindIt: next("verify-with-samlify", "signature-missing", "no-signature"),
  },
  {
    name: "unsigned-with-the-providers-certificate",
    description: "Instead of a signature the message shows the provider's certificate",
    reference: null,
    build() {
      const signature = signatureIn(eves({ sign: "assertion" }));
      const keyInfo = /<ds:KeyInfo>.*<\/ds:KeyInfo>/s.exec(signature)?.[0] ?? "";
      const xml = adas({ sign: "none" });
      const shown = `<samlp:Extensions><x xmlns="urn:x" xmlns:ds="${DS}">${keyInfo}</x></samlp:Extensions>`;
      return { xml: before(xml, "<samlp:Status>", shown) };
    },
    stoppedBy: byStep("verify-with-libxml2", "signature-missing", "no-signature"),
    behindIt: next("verify-with-samlify", "signature-missing", "no-signature"),
  },
  {
    name: "certificate-substituted",
    description: "Eve signs with a key of her own and shows its certificate",
    reference: "Certificate faking: trust in KeyInfo",
    build: () => ({ xml: adas({ signing: { key: "stranger-rsa", keyInfo: ["stranger-rsa"] } }) }),
    stoppedBy: byStep("verify-with-libxml2", "untrusted-certificate", "certificate-not-pinned"),
    behindIt: next("verify-with-samlify", "untrusted-certificate", "certificate-not-pinned"),
  },
  {
    name: "certificate-borrowed",
    description: "Eve signs with a key of her own and shows the provider's certificate",
    reference: null,
    build: () => ({ xml: adas({ signing: { key: "stranger-rsa", keyInfo: ["acme-rsa"] } }) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "two-certificates-shown",
    description: "Eve signs with a key of her own and shows the provider's certificate first, then hers",
    reference: null,
    build: () => ({ xml: adas({ signing: { key: "stranger-rsa", keyInfo: ["acme-rsa", "stranger-rsa"] } }) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "no-certificate-shown",
    description: "Eve signs with a key of her own and shows nothing",
    reference: null,
    build: () => ({ xml: adas({ signing: { key: "stranger-rsa", keyInfo: [] } }) }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "expired-certificate-where-refused",
    description: "The message is signed with a key whose certificate ended, and the policy refuses those",
    reference: null,
    build: () => ({
      xml: adas({ signing: { key: "acme-rsa-next", keyInfo: ["acme-rsa-next.expired"] } }),
      policy: { expiredCertificates: "refuse", certificates: [pinnedCertificate("acme-rsa-next.expired")] },
    }),
    stoppedBy: byStep("select-identity-provider", "untrusted-certificate", "certificates-expired"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "response-signature-stripped",
    description: "The Response's signature is taken off, where the policy wants it",
    reference: "Signature exclusion: Somorovsky et al., USENIX Security 2012",
    build: () => ({ xml: swapFirstSignature(eves()), policy: { wantSigned: "response" } }),
    stoppedBy: byStep("verify-with-libxml2", "signature-missing", "response-not-signed"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "assertion-signature-stripped",
    description: "Only the Response is signed, where the policy wants the assertion signed",
    reference: "Signature exclusion: Somorovsky et al., USENIX Security 2012",
    build: () => ({ xml: eves({ sign: "response" }), policy: { wantSigned: "assertion" } }),
    stoppedBy: byStep("verify-with-libxml2", "signature-missing", "assertion-not-signed"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "forged-assertion-signature-under-a-genuine-response",
    description: "The assertion's signature is worth nothing, under a Response whose signature holds",
    reference: "samlify: one valid signature is enough",
    build: () => ({
      xml: evesWith(({ edits }) =>
        edits.response.push((xml) => xml.replace(/(<saml:Assertion.*?SignatureValue>)..../s, "$1AAAA")),
      ),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "signature-value"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "forged-response-around-a-genuine-assertion",
    description: "The Response was changed and its signature does not hold, while the assertion's does",
    reference: "samlify: one valid signature is enough",
    build: () => ({
      xml: eves({ inResponseTo: "_request-0001" }).replace(/ InResponseTo="[^"]*"/, ' InResponseTo="_evil"'),
    }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "name-changed-under-a-genuine-signature",
    description: "The NameID is changed and nothing else",
    reference: null,
    build: () => ({ xml: eves().replaceAll("eve@acme.example", "ada@acme.example") }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "assertion-signed-by-two-companies",
    description: "The Response is signed by acme's key, the assertion by another company's",
    reference: null,
    build: () => ({
      xml: evesWith(({ signing }) => {
        if (signing.assertion) Object.assign(signing.assertion, { key: "globex-rsa", keyInfo: ["globex-rsa"] });
      }),
    }),
    stoppedBy: byStep("verify-with-libxml2", "untrusted-certificate", "certificate-not-pinned"),
    behindIt: next("verify-with-samlify", "untrusted-certificate", "certificate-not-pinned"),
  },
];

function swapFirstSignature(xml: string): string {
  return swap(xml, signatureIn(xml), "");
}
