/** The two events of a login that succeeded, and the clear text behind their pseudonyms. */
import type { IdentityProvider } from "../config/configuration.ts";
import { createEvent, type EventOrigin } from "../events/create-event.ts";
import { loginSucceeded } from "../events/login-succeeded.ts";
import { printable } from "../events/printable.ts";
import { rolesMapped } from "../events/roles-mapped.ts";
import { pseudonymousClient } from "../identity/client-pseudonyms.ts";
import type { Identity } from "../identity/identities.ts";
import type { Pseudonymizer } from "../identity/pseudonyms.ts";
import { assertionHash } from "../ledger/assertion-key.ts";
import type { ResolvedRoles } from "../roles/resolve.ts";
import type { Session } from "../session/session.ts";
import type { Assertion } from "./assertion/assertion.ts";
import type { InspectedResponse } from "./inspected.ts";
import type { Client } from "./login-attempt.ts";
import type { Reading } from "./readings/reading.ts";
import type { StepTiming } from "./step.ts";
import type { Authenticated } from "./steps/check-authn-statement.ts";
import type { Matched } from "./steps/match-request.ts";
import type { Identified } from "./steps/read-identity.ts";
import { parseInstant } from "./xml/instant.ts";

export interface SuccessfulLogin extends Identified, Authenticated, Matched {
  readonly now: Date;
  readonly response: InspectedResponse;
  readonly assertion: Assertion;
  readonly provider: IdentityProvider;
  readonly firstReading: Reading;
  readonly acceptableUntil: Date;
  readonly roles: ResolvedRoles;
  readonly client: Client;
}

export function successEvents(
  login: SuccessfulLogin,
  session: Session,
  steps: readonly StepTiming[],
  origin: EventOrigin,
  pseudonymizer: Pseudonymizer,
) {
  const { provider, person, assertion, firstReading, roles } = login;
  const { client, identities } = pseudonymousClient(login.client, pseudonymizer);
  const identityProvider = {
    id: provider.id,
    entityId: provider.entityId,
    certificateFingerprint: firstReading.certificateFingerprint,
  };
  const issueInstant = parseInstant(login.response.issueInstant) ?? login.now;
  const succeeded = createEvent(loginSucceeded, origin, {
    subject: person.subject,
    identityProvider,
    assertion: {
      idHash: assertionHash({ issuer: provider.entityId, assertionId: assertion.id }),
      authnInstant: login.authnInstant.toISOString(),
      authnContext: login.authnContext === null ? null : printable(login.authnContext, 256),
      notOnOrAfter: login.acceptableUntil.toISOString(),
      signedElement: firstReading.signedElement,
      signatureAlgorithm: firstReading.signatureAlgorithm,
    },
    initiatedBy: login.initiatedBy,
    clockSkewMs: login.now.getTime() - issueInstant.getTime(),
    client,
    session: { id: session.id, expiresAt: session.expiresAt.toISOString() },
    steps: [...steps],
  });

  const unmapped: Identity[] = [];
  const refused = roles.refused.map(({ samlRole, reason }) => {
    if (reason !== "no-mapping") return { samlRole: printable(samlRole, 256), reason };
    // A value nobody mapped may be anything, a name or an address included: only its pseudonym goes into the archive.
    const pseudonym = pseudonymizer.roleValue(samlRole);
    unmapped.push({ pseudonym, kind: "role-value", value: samlRole });
    return { samlRole: pseudonym, reason };
  });
  const mapped = createEvent(rolesMapped, origin, {
    subject: person.subject,
    identityProvider,
    sessionId: session.id,
    granted: roles.granted.map(({ id, samlRole, environment, iamRole }) => ({
      mappingId: id,
      samlRole: printable(samlRole, 256),
      environment,
      iamRole,
    })),
    refused,
  });
  const subject: Identity = {
    pseudonym: person.subject,
    kind: "subject",
    value: person.nameId,
    displayName: person.displayName,
  };
  return { events: [succeeded, mapped], identities: [subject, ...identities, ...unmapped] };
}
