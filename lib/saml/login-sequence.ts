/** The steps of a login, in the order of the contract's table. */
import type { KeyObject } from "node:crypto";
import type { Publication } from "../events/publish-recorded.ts";
import type { Pseudonymizer } from "../identity/pseudonyms.ts";
import type { LoginLedger } from "../ledger/ledger.ts";
import type { RoleMappings } from "../roles/role-mapping.ts";
import type { SessionSealer } from "../session/session.ts";
import type { LoginAttempt } from "./login-attempt.ts";
import type { SchemaValidator } from "./schema/schema-validator.ts";
import { sequence } from "./sequence.ts";
import { checkAuthnStatement } from "./steps/check-authn-statement.ts";
import { checkConditions } from "./steps/check-conditions.ts";
import { checkResponse } from "./steps/check-response.ts";
import { checkStatus } from "./steps/check-status.ts";
import { checkSubjectConfirmation } from "./steps/check-subject-confirmation.ts";
import { compareReadings } from "./steps/compare-readings.ts";
import { decryptAssertion } from "./steps/decrypt-assertion.ts";
import { inspectXml } from "./steps/inspect-xml.ts";
import { matchRequest } from "./steps/match-request.ts";
import { publishLogin } from "./steps/publish-events.ts";
import { readForm } from "./steps/read-form.ts";
import { readIdentity } from "./steps/read-identity.ts";
import { type Records, recordLogin } from "./steps/record-login.ts";
import { resolveRoles } from "./steps/resolve-roles.ts";
import { selectIdentityProvider } from "./steps/select-identity-provider.ts";
import { startSession } from "./steps/start-session.ts";
import { validateSchema } from "./steps/validate-schema.ts";
import { verifyWithLibxml2 } from "./steps/verify-with-libxml2.ts";
import { verifyWithSamlify } from "./steps/verify-with-samlify.ts";

export interface ValidationParts {
  readonly validator: SchemaValidator;
  /** Of the service provider; every one is tried, so that two overlap during a rollover. */
  readonly decryptionKeys: readonly KeyObject[];
}

export interface LoginParts extends ValidationParts, Records {
  readonly ledger: Pick<LoginLedger, "recordLogin" | "findRequest" | "answerRequest">;
  readonly pseudonymizer: Pseudonymizer;
  readonly mappings: RoleMappings;
  readonly publication: Publication;
  readonly sealer: SessionSealer;
}

/** What needs no state: the message itself, judged at one instant against one configuration. */
type Judged = Pick<LoginAttempt, "form" | "now" | "configuration">;

export const validationSequence = <Start extends Judged = Judged>({ validator, decryptionKeys }: ValidationParts) =>
  sequence<Start>()
    .followedBy(readForm)
    .followedBy(inspectXml)
    .followedBy(validateSchema(validator))
    .followedBy(checkStatus)
    .followedBy(selectIdentityProvider)
    .followedBy(decryptAssertion(decryptionKeys, validator))
    .followedBy(verifyWithLibxml2)
    .followedBy(verifyWithSamlify)
    .followedBy(compareReadings)
    .followedBy(checkResponse)
    .followedBy(checkSubjectConfirmation)
    .followedBy(checkConditions)
    .followedBy(checkAuthnStatement);

/** The whole login: the validation, then what needs the ledger, the mappings and the session. */
export const loginSequence = (parts: LoginParts) =>
  validationSequence<LoginAttempt>(parts)
    .followedBy(matchRequest(parts.ledger))
    .followedBy(readIdentity(parts.pseudonymizer, parts.decryptionKeys))
    .followedBy(resolveRoles(parts.mappings))
    .followedBy(recordLogin(parts))
    .followedBy(publishLogin(parts.publication))
    .followedBy(startSession(parts.sealer));
