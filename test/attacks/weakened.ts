/**
 * The login with one guard taken away. A step that is taken away is replaced by what a service without that check would believe;
 * a reading that is taken away leaves the other one to be believed alone.
 */

import { inflateRawSync } from "node:zlib";
import type { IdentityProvider } from "../../lib/config/configuration.ts";
import type { StepName } from "../../lib/events/vocabulary.ts";
import { readAssertion } from "../../lib/saml/assertion/read-assertion.ts";
import { decryptElement } from "../../lib/saml/encryption/decrypt-element.ts";
import { inspectAssertion } from "../../lib/saml/inspection/inspect-assertion.ts";
import { RULES } from "../../lib/saml/inspection/rules.ts";
import type { LoginAttempt } from "../../lib/saml/login-attempt.ts";
import type { LoginParts } from "../../lib/saml/login-sequence.ts";
import type { Reading } from "../../lib/saml/readings/reading.ts";
import { sequence } from "../../lib/saml/sequence.ts";
import { defineStep, type Step, type StepTools } from "../../lib/saml/step.ts";
import { checkAuthnStatement } from "../../lib/saml/steps/check-authn-statement.ts";
import { checkConditions } from "../../lib/saml/steps/check-conditions.ts";
import { checkResponse } from "../../lib/saml/steps/check-response.ts";
import { checkStatus } from "../../lib/saml/steps/check-status.ts";
import { checkSubjectConfirmation } from "../../lib/saml/steps/check-subject-confirmation.ts";
import { compareReadings } from "../../lib/saml/steps/compare-readings.ts";
import { decryptAssertionBy } from "../../lib/saml/steps/decrypt-assertion.ts";
import { inspectXmlBy } from "../../lib/saml/steps/inspect-xml.ts";
import { matchRequest } from "../../lib/saml/steps/match-request.ts";
import { readForm } from "../../lib/saml/steps/read-form.ts";
import { readIdentity } from "../../lib/saml/steps/read-identity.ts";
import { recordLogin } from "../../lib/saml/steps/record-login.ts";
import { resolveRoles } from "../../lib/saml/steps/resolve-roles.ts";
import { selectIdentityProvider } from "../../lib/saml/steps/select-identity-provider.ts";
import { validateSchema } from "../../lib/saml/steps/validate-schema.ts";
import { verifyWithLibxml2 } from "../../lib/saml/steps/verify-with-libxml2.ts";
import { verifyWithSamlify } from "../../lib/saml/steps/verify-with-samlify.ts";
import { exclusiveC14n } from "../../lib/saml/xml/canonicalize.ts";
import { element, withDocument } from "../../lib/saml/xml/document.ts";
import type { Guard } from "./attack.ts";

/** Takes the first message there is, however it is packed. */
function takeAnything(body: Uint8Array): string {
  const text = new URLSearchParams(Buffer.from(body).toString("latin1")).get("SAMLResponse") ?? "";
  const bytes = Buffer.from(text, "base64");
  try {
    return inflateRawSync(bytes).toString();
  } catch {
    return bytes.toString();
  }
}

/** Decrypts whatever it is, and says what exactly went wrong where it cannot be decrypted. */
function decryptedAnyway(xml: string, keys: LoginParts["decryptionKeys"]): string | Error {
  const encrypted = withDocument(xml, ({ root }) => {
    const found = element(root, "./a:EncryptedAssertion");
    return found ? exclusiveC14n(found) : "";
  });
  try {
    return decryptElement(encrypted, keys, { allowCbc: true });
  } catch (error) {
    // Errors of node:crypto are of another realm than the tests': only their words tell them apart.
    const { cause } = error as { readonly cause?: { readonly message?: unknown } };
    return new Error(String(cause?.message), { cause });
  }
}

/** A reading that never took place. */
const NO_READING: Reading = {
  canonicalAssertions: [],
  signedElement: "response",
  certificateFingerprint: "",
  signatureAlgorithm: "",
};

const NAMELESS = { value: "", format: null, nameQualifier: null, spNameQualifier: null };

const LATER = 5 * 60_000;

export function weakenedLogin(parts: LoginParts, guard: Guard | null) {
  const without = (name: StepName) => guard === `step ${name}`;
  const rules = RULES.filter(({ name }) => guard !== "every rule" && guard !== `rule ${name}`);

  function unless<Name extends StepName, Needs, Adds>(
    real: Step<Name, Needs, Adds>,
    believe: (known: Needs, tools: StepTools<Name>) => Adds,
  ): Step<Name, Needs, Adds> {
    return without(real.name) ? defineStep(real.name, believe) : real;
  }

  const oneReading = without("verify-with-libxml2") || without("verify-with-samlify");
  const compare = defineStep("compare-readings", ({ firstReading, secondReading }: Readings) => {
    const reading = without("verify-with-libxml2") ? secondReading : firstReading;
    return { assertion: readAssertion(reading.canonicalAssertions[0] ?? ""), firstReading: reading };
  });

  return sequence<LoginAttempt>()
    .followedBy(unless(readForm, ({ form }) => ({ xml: takeAnything(form.body), relayState: null })))
    .followedBy(inspectXmlBy(rules))
    .followedBy(unless(validateSchema(parts.validator), () => ({})))
    .followedBy(unless(checkStatus, () => ({})))
    .followedBy(
      unless(selectIdentityProvider, ({ response, configuration }) => {
        const issuer = (response.issuer ?? response.assertionIssuer)?.value;
        const [first] = configuration.identityProviders;
        const provider = configuration.identityProviders.find(({ entityId }) => entityId === issuer) ?? first;
        return { provider: provider as IdentityProvider };
      }),
    )
    .followedBy(
      unless(decryptAssertionBy(rules, parts.decryptionKeys, parts.validator), ({ xml, response }, { refuse }) => {
        const plaintext = decryptedAnyway(xml, parts.decryptionKeys);
        if (plaintext instanceof Error)
          throw refuse("decryption", { problem: plaintext.message.replaceAll(" ", "-"), cause: plaintext });
        const inner = inspectAssertion(plaintext, [], refuse).signatures;
        return { message: { response: xml, decrypted: plaintext, signatures: [...response.signatures, ...inner] } };
      }),
    )
    .followedBy(unless(verifyWithLibxml2, () => ({ firstReading: NO_READING })))
    .followedBy(unless(verifyWithSamlify, () => ({ secondReading: NO_READING })))
    .followedBy(oneReading || without("compare-readings") ? compare : compareReadings)
    .followedBy(unless(checkResponse, () => ({})))
    .followedBy(
      unless(checkSubjectConfirmation, ({ response, now }) => ({
        inResponseTo: response.inResponseTo,
        confirmedUntil: new Date(now.getTime() + LATER),
      })),
    )
    .followedBy(unless(checkConditions, ({ confirmedUntil }) => ({ acceptableUntil: confirmedUntil })))
    .followedBy(
      unless(checkAuthnStatement, ({ now }) => ({ authnInstant: now, authnContext: null, sessionNotOnOrAfter: null })),
    )
    .followedBy(
      unless(matchRequest(parts.ledger), () => ({
        initiatedBy: "identity-provider" as const,
        requestedRelayState: null,
      })),
    )
    .followedBy(
      unless(readIdentity(parts.pseudonymizer, parts.decryptionKeys), ({ assertion, provider }) => {
        const nameId = assertion.nameId?.value ?? "";
        const issuer = provider.entityId;
        const subject = parts.pseudonymizer.subject({ issuer, ...NAMELESS, ...assertion.nameId });
        return { person: { subject, nameId, displayName: nameId }, samlRoles: ["admin"] };
      }),
    )
    .followedBy(unless(resolveRoles(parts.mappings), () => ({ roles: { granted: [], refused: [] } })))
    .followedBy(recordLogin(without("record-login") ? { ...parts, ledger: forgetful } : parts));
}

interface Readings {
  readonly firstReading: Reading;
  readonly secondReading: Reading;
}

/** A ledger that has seen nothing before. */
const forgetful: Pick<LoginParts["ledger"], "recordLogin"> = {
  recordLogin: async () => ({ recorded: true, pending: { pk: "none" } }),
};
