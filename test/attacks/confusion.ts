/** A genuine message for another service, of another provider, or of somebody whose name or role only looks like another's. */

import { ENTITY_IDS } from "../fixtures/configuration.ts";
import { FORMATS } from "../fixtures/draft.ts";
import { assertionOf, conditionsOf, confirmationDataOf } from "../fixtures/flaws/flaw.ts";
import { type Attack, admits, byStep, next } from "./attack.ts";
import { ADA, AS_ADA, AS_EVE, adas, eves } from "./ingredients.ts";

const OTHER_SERVICE = "https://other.example.test/saml";

export const CONFUSION: readonly Attack[] = [
  {
    name: "recipient-of-another-service",
    description: "The assertion was made for another service's address, whose operator passes it on",
    reference: "saml-profiles-2.0 §4.1.4.2; CVE-2022-31107 class",
    build: () => ({
      xml: adas({
        sign: "assertion",
        change: (draft) => {
          confirmationDataOf(draft).recipient = `${OTHER_SERVICE}/acs`;
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "recipient", "recipient"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "recipient-that-begins-alike",
    description: "The recipient begins like this service's address and goes on to Eve's",
    reference: null,
    build: () => ({
      xml: adas({
        sign: "assertion",
        change: (draft) => {
          const data = confirmationDataOf(draft);
          data.recipient = `${data.recipient}.evil.example/`;
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "recipient", "recipient"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "recipient-in-other-letters",
    description: "The recipient is this service's address in capitals",
    reference: null,
    build: () => ({
      xml: adas({
        sign: "assertion",
        change: (draft) => {
          const data = confirmationDataOf(draft);
          data.recipient = data.recipient?.toUpperCase() ?? null;
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "recipient", "recipient"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "destination-of-another-service",
    description: "The signed Response was sent to another service",
    reference: "saml-bindings-2.0 §3.5.5.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          draft.response.destination = `${OTHER_SERVICE}/acs`;
        },
      }),
    }),
    stoppedBy: byStep("check-response", "destination", "destination"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "audience-of-another-service",
    description: "The assertion is for another service of the same provider",
    reference: "saml-core-2.0 §2.5.1.4",
    build: () => ({ xml: adas({ audience: OTHER_SERVICE }) }),
    stoppedBy: byStep("check-conditions", "audience", "audience"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "no-audience",
    description: "The assertion is for whoever gets it",
    reference: "saml-profiles-2.0 §4.1.4.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          conditionsOf(draft).audiences = [];
        },
      }),
    }),
    stoppedBy: byStep("check-conditions", "audience", "no-audience-restriction"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "one-audience-of-two-restrictions",
    description: "One restriction names this service and another one does not: both have to hold",
    reference: "saml-core-2.0 §2.5.1.4",
    build: () => ({
      xml: adas({
        change: (draft) => {
          conditionsOf(draft).audiences.push([OTHER_SERVICE]);
        },
      }),
    }),
    stoppedBy: byStep("check-conditions", "audience", "audience"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "name-for-another-service",
    description: "The NameID is qualified for another service",
    reference: "saml-core-2.0 §2.2.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          const { nameId } = assertionOf(draft);
          if (nameId) nameId.spNameQualifier = OTHER_SERVICE;
        },
      }),
    }),
    stoppedBy: byStep("read-identity", "name-id", "sp-name-qualifier"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "assertion-of-one-provider-in-a-response-of-another",
    description: "Globex's Response, in its own name, holds an assertion in acme's name; globex signed both",
    reference: "Mainka et al., Your Software at my Service, CCSW 2014",
    build: () => ({
      xml: adas({
        provider: "globex",
        nameId: ADA,
        sign: "both",
        change: (draft) => {
          assertionOf(draft).issuer.value = ENTITY_IDS.acme;
        },
      }),
    }),
    stoppedBy: byStep("check-response", "issuer", "assertion-issuer"),
    behindIt: next("resolve-roles", "no-role", "no-role-mapped"),
  },
  {
    name: "genuine-assertion-under-another-providers-name",
    description: "An unsigned Response in globex's name holds a genuine assertion of acme",
    reference: "Mainka et al., CCSW 2014",
    build: () => ({
      xml: adas({
        sign: "assertion",
        change: (draft) => {
          if (draft.response.issuer) draft.response.issuer.value = ENTITY_IDS.globex;
        },
      }),
    }),
    stoppedBy: byStep("verify-with-libxml2", "untrusted-certificate", "certificate-not-pinned"),
    behindIt: next("verify-with-samlify", "untrusted-certificate", "certificate-not-pinned"),
  },
  {
    name: "signed-by-another-provider",
    description: "Globex signs in acme's name and shows its own certificate",
    reference: "Mainka et al., CCSW 2014",
    build: () => ({ xml: adas({ signing: { key: "globex-rsa", keyInfo: ["globex-rsa"] } }) }),
    stoppedBy: byStep("verify-with-libxml2", "untrusted-certificate", "certificate-not-pinned"),
    behindIt: next("verify-with-samlify", "untrusted-certificate", "certificate-not-pinned"),
  },
  {
    name: "person-of-another-provider",
    description: "Globex, in its own name, says that somebody is ada@acme.example and an administrator",
    reference: "CVE-2024-45409 aftermath: identity by address across providers",
    build: () => ({ xml: adas({ provider: "globex" }) }),
    stoppedBy: byStep("resolve-roles", "no-role", "no-role-mapped"),
    behindIt: admits("globex: ada@acme.example"),
  },
  {
    name: "issuer-in-another-alphabet",
    description: "The issuer looks like acme's and has a Cyrillic letter",
    reference: "UTR 36",
    build: () => ({
      xml: adas({ issuer: ENTITY_IDS.acme.replace("a", "\u0430"), signing: { key: "stranger-rsa", keyInfo: [] } }),
    }),
    stoppedBy: byStep("select-identity-provider", "issuer", "unknown-issuer"),
    behindIt: next("verify-with-libxml2", "signature-invalid", "signature-value"),
  },
  {
    name: "role-with-a-no-break-space",
    description: "Eve is in a group of her own making, called admin and a no-break space",
    reference: "CWE-178 class",
    build: () => ({ xml: eves({ roles: ["admin\u00a0"] }) }),
    stoppedBy: byStep("resolve-roles", "no-role", "no-role-mapped"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "role-with-a-mark",
    description: "Eve is in a group of her own making, called admin behind a U+FEFF that decoders drop",
    reference: null,
    build: () => ({ xml: eves({ roles: ["\ufeffadmin"] }) }),
    stoppedBy: byStep("resolve-roles", "no-role", "no-role-mapped"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "role-in-another-alphabet",
    description: "Eve is in a group of her own making, whose name looks like admin",
    reference: "UTR 36",
    build: () => ({ xml: eves({ roles: ["\u0430dmin"] }) }),
    stoppedBy: byStep("resolve-roles", "no-role", "no-role-mapped"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "role-in-capitals",
    description: "Eve is in a group of her own making, called ADMIN",
    reference: "CWE-178",
    build: () => ({ xml: eves({ roles: ["ADMIN"] }) }),
    stoppedBy: byStep("resolve-roles", "no-role", "no-role-mapped"),
    behindIt: admits(AS_EVE),
  },
  {
    name: "holder-of-key",
    description: "An assertion that only the holder of a key may use is posted by a bearer",
    reference: "saml-profiles-2.0 §3.1",
    build: () => ({
      xml: adas({
        change: (draft) => {
          for (const each of assertionOf(draft).confirmations)
            each.method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key";
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "subject-confirmation", "no-bearer"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "sender-vouches",
    description: "An assertion for which its sender vouches, whoever that is",
    reference: "saml-profiles-2.0 §3.2",
    build: () => ({
      xml: adas({
        change: (draft) => {
          for (const each of assertionOf(draft).confirmations)
            each.method = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches";
        },
      }),
    }),
    stoppedBy: byStep("check-subject-confirmation", "subject-confirmation", "no-bearer"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "transient-name",
    description: "The name is one of the moment, which another person has tomorrow",
    reference: "saml-core-2.0 §8.3.8",
    build: () => ({ xml: adas({ nameIdFormat: FORMATS.transient }) }),
    stoppedBy: byStep("read-identity", "name-id", "transient-name-id"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "weaker-authentication",
    description: "A password, where the policy wants a second factor",
    reference: "saml-core-2.0 §2.7.2.2",
    build: () => ({ xml: adas(), policy: { authnContexts: ["https://refeds.org/profile/mfa"] } }),
    stoppedBy: byStep("check-authn-statement", "authn-context", "authentication-context"),
    behindIt: admits(AS_ADA),
  },
];
