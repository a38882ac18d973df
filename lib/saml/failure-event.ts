/** The one event of an attempt that was refused. */
import type { LoginFailed } from "../events/catalogue.ts";
import { createEvent, type EventOrigin } from "../events/create-event.ts";
import { loginFailed } from "../events/login-failed.ts";
import { printable } from "../events/printable.ts";
import type { StepName } from "../events/vocabulary.ts";
import type { Identity } from "../identity/identities.ts";
import { assertionHash, lengthPrefixedHash } from "../ledger/assertion-key.ts";
import type { LoginRefused } from "./refusal.ts";
import { REMEDIES } from "./remedies.ts";
import type { StepTiming } from "./step.ts";
import type { SuccessfulLogin } from "./success-events.ts";

export interface FailedLogin {
  readonly step: StepName;
  readonly refusal: LoginRefused;
  /** What the steps before the refusal had found. */
  readonly known: Partial<SuccessfulLogin>;
  readonly steps: readonly StepTiming[];
  /** Pseudonyms, or `null` where none could be made. */
  readonly client: LoginFailed["data"]["client"];
}

/** Hashes of what the message claims to be, so that attempts can be compared without believing or keeping any of it. */
function claimedBy({ response, assertion }: Partial<SuccessfulLogin>): LoginFailed["data"]["claimed"] {
  const issuer = (response?.issuer ?? response?.assertionIssuer)?.value;
  const assertionId = assertion?.id ?? response?.assertionId ?? undefined;
  return {
    issuerHash: issuer === undefined ? null : lengthPrefixedHash(issuer),
    assertionIdHash: issuer === undefined || assertionId === undefined ? null : assertionHash({ issuer, assertionId }),
  };
}

/** Who would have been let in by which roles, had their mappings not been pruned. */
function withheldFrom(
  { refusal, known: { person } }: FailedLogin,
  environment: string,
): LoginFailed["data"]["withheld"] {
  if (refusal.prunedRoles.length === 0 || !person) return undefined;
  const roles = refusal.prunedRoles.map((samlRole) => ({ samlRole: printable(samlRole, 256), environment }));
  return { subject: person.subject, roles };
}

/** The clear text behind `withheld.subject`: of a login that failed for another reason no name is kept. */
export function withheldIdentities({ refusal, known: { person } }: FailedLogin): readonly Identity[] {
  if (refusal.prunedRoles.length === 0 || !person) return [];
  const { subject, nameId, displayName } = person;
  return [{ pseudonym: subject, kind: "subject", value: nameId, displayName }];
}

export function failureEvent(login: FailedLogin, origin: EventOrigin): LoginFailed {
  const { step, refusal, known, steps, client } = login;
  const { provider, firstReading } = known;
  const withheld = withheldFrom(login, origin.environment);
  return createEvent(loginFailed, origin, {
    step,
    reason: refusal.reason,
    detail: {
      problem: printable(refusal.problem, 64),
      found: refusal.found,
      expected: refusal.expected,
      remedy: REMEDIES[refusal.reason].remedy,
    },
    identityProvider: provider
      ? {
          id: provider.id,
          entityId: provider.entityId,
          certificateFingerprint: firstReading?.certificateFingerprint ?? null,
        }
      : null,
    claimed: claimedBy(known),
    client,
    steps: [...steps],
    ...(withheld && { withheld }),
    count: 1,
  });
}
