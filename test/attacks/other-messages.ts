/** Other messages that a provider signs, posted where a Response belongs; and Responses that say no. */

import { ENTITY_IDS, NOW } from "../fixtures/configuration.ts";
import { instant } from "../fixtures/draft.ts";
import { type Attack, admits, byRule, byStep, next } from "./attack.ts";
import { AS_ADA, adas, assertionIn, SAML, SAMLP, SLOT, signedByAcme } from "./ingredients.ts";

const SUCCESS = '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>';
const ISSUER = `<saml:Issuer xmlns:saml="${SAML}">${ENTITY_IDS.acme}</saml:Issuer>`;
const unsigned = () => adas({ sign: "none" });

/** A protocol message of that name, signed by acme. */
const message = (name: string, content: string) =>
  signedByAcme(
    `<samlp:${name} xmlns:samlp="${SAMLP}" ID="_m" Version="2.0" IssueInstant="${instant(NOW)}">` +
      `${ISSUER}${SLOT}${content}</samlp:${name}>`,
    "_m",
  );

export const OTHER_MESSAGES: readonly Attack[] = [
  {
    name: "logout-response",
    description: "A signed LogoutResponse with an assertion in its Extensions",
    reference: null,
    build: () => ({
      xml: message("LogoutResponse", `<samlp:Extensions>${assertionIn(unsigned())}</samlp:Extensions>${SUCCESS}`),
    }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("check-status", "status", "success-without-assertion"),
  },
  {
    name: "artifact-response",
    description: "A signed ArtifactResponse around an unsigned Response",
    reference: "saml-bindings-2.0 §3.6.5",
    build: () => ({ xml: message("ArtifactResponse", SUCCESS + unsigned()) }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("check-status", "status", "success-without-assertion"),
  },
  {
    name: "signed-authn-request",
    description: "A signed AuthnRequest with an assertion in its Extensions",
    reference: null,
    build: () => ({ xml: message("AuthnRequest", `<samlp:Extensions>${assertionIn(unsigned())}</samlp:Extensions>`) }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("check-status", "status", "not-success"),
  },
  {
    name: "soap-envelope",
    description: "A Response in an envelope, as the artifact binding has it",
    reference: null,
    build: () => ({
      xml: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${adas()}</s:Body></s:Envelope>`,
    }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "assertion-without-a-response",
    description: "A genuine signed assertion alone",
    reference: null,
    build: () => ({ xml: assertionIn(adas({ sign: "assertion" })) }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("inspect-xml", "signature-structure", "misplaced-assertion"),
    withoutInspection: next("check-status", "status", "not-success"),
  },
  {
    name: "response-of-another-namespace",
    description: "A Response by its name alone, around a genuine assertion",
    reference: null,
    build: () => ({ xml: adas({ sign: "assertion" }).replace(SAMLP, "urn:x") }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "response-in-lower-case",
    description: "A response in lower case, for readers that do not mind",
    reference: null,
    build: () => ({ xml: adas({ sign: "assertion" }).replaceAll("samlp:Response", "samlp:response") }),
    stoppedBy: byRule("root-element", "malformed", "not-a-response"),
    behindIt: next("validate-schema", "schema", "not-valid"),
    withoutInspection: next("validate-schema", "schema", "not-valid"),
  },
  {
    name: "version-1.1",
    description: "The Response says that it is SAML 1.1, whose rules are others",
    reference: "saml-core-2.0 §4.1.3.2",
    build: () => ({
      xml: adas({
        change: ({ response }) => {
          response.version = "1.1";
        },
      }),
    }),
    stoppedBy: byStep("check-response", "version", "version"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "denied-with-an-assertion",
    description: "The provider says no, and the message holds a genuine assertion all the same",
    reference: "saml-core-2.0 §3.2.2.2",
    build: () => ({
      xml: adas({
        change: ({ response }) => {
          response.status.code = "urn:oasis:names:tc:SAML:2.0:status:Responder";
        },
      }),
    }),
    stoppedBy: byStep("check-status", "status", "not-success"),
    behindIt: admits(AS_ADA),
  },
  {
    name: "success-as-a-second-code",
    description: "The top-level status is a failure, and the one within it Success",
    reference: "saml-core-2.0 §3.2.2.2",
    build: () => ({
      xml: adas({
        change: ({ response: { status } }) => {
          status.subCode = status.code;
          status.code = "urn:oasis:names:tc:SAML:2.0:status:Requester";
        },
      }),
    }),
    stoppedBy: byStep("check-status", "status", "not-success"),
    behindIt: admits(AS_ADA),
  },
];
