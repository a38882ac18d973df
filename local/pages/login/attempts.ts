/** Login attempts, as their outcome events tell of them. */
import type { LoginFailed, LoginSucceeded, TrailEvent } from "../../../lib/events/catalogue.ts";
import type { Names } from "../../../lib/identity/dynamodb-names.ts";

export interface Attempt {
  readonly event: TrailEvent;
  readonly correlationId: string;
  readonly occurredAt: string;
  readonly failure: LoginFailed["data"] | null;
  readonly success: LoginSucceeded["data"] | null;
  /** Whose it was, where that is known. */
  readonly person: string | null;
  /** The provider's configured id. */
  readonly identityProvider: string | null;
  readonly milliseconds: number;
}

export const isAttempt = ({ metadata }: TrailEvent): boolean =>
  metadata.type === "Login Succeeded" || metadata.type === "Login Failed";

function subjectOf(event: TrailEvent): string | null {
  if (event.metadata.type === "Login Succeeded") return (event as LoginSucceeded).data.subject;
  return (event as LoginFailed).data.withheld?.subject ?? null;
}

function attemptOf(event: TrailEvent, person: string | null): Attempt {
  const { correlationId, occurredAt, type } = event.metadata;
  const success = type === "Login Succeeded" ? (event as LoginSucceeded).data : null;
  const failure = type === "Login Failed" ? (event as LoginFailed).data : null;
  const { identityProvider, steps } = success ?? (event as LoginFailed).data;
  return {
    event,
    correlationId,
    occurredAt,
    failure,
    success,
    person,
    identityProvider: identityProvider?.id ?? null,
    milliseconds: steps.reduce((sum, { ms }) => sum + ms, 0),
  };
}

/** @param events outcomes of logins; others are left out */
export async function attemptsOf(events: readonly TrailEvent[], names: Names): Promise<readonly Attempt[]> {
  const outcomes = events.filter(isAttempt);
  const subjects = [...new Set(outcomes.map(subjectOf).filter((subject) => subject !== null))];
  const known = await names.find(subjects);
  return outcomes.map((event) => {
    const name = known.get(subjectOf(event) ?? "");
    return attemptOf(event, name ? (name.displayName ?? name.value) : null);
  });
}
