/** What the trail says of one attempt to sign in, and of credentials that were given out. */
import type {
  LoginFailed,
  LoginSucceeded,
  RoleCredentialsIssued,
  RolesMapped,
  TrailEvent,
} from "../../lib/events/catalogue.ts";
import type { Patience } from "./patience.ts";
import type { Trail } from "./trail.ts";

export interface Attempt {
  readonly login: LoginSucceeded | LoginFailed;
  /** Null where the login failed, or its event has not arrived. */
  readonly roles: RolesMapped | null;
  /** Where it was found: what is only in the ledger waits for the bus. */
  readonly found: "archive" | "ledger";
}

const isSucceeded = (event: TrailEvent): event is LoginSucceeded => event.metadata.type === "Login Succeeded";
const isFailed = (event: TrailEvent): event is LoginFailed => event.metadata.type === "Login Failed";
const isMapped = (event: TrailEvent): event is RolesMapped => event.metadata.type === "Roles Mapped";
const isIssued = (event: TrailEvent): event is RoleCredentialsIssued =>
  event.metadata.type === "Role Credentials Issued";

export const succeeded = ({ login }: Attempt): boolean => isSucceeded(login);

/** How the attempt is known: by the request that brought it, by the number on its page, or by the session that it began. */
export type Known =
  | { readonly requestId: string }
  | { readonly correlationId: string }
  | { readonly sessionId: string };

function isWanted(known: Known, login: LoginSucceeded | LoginFailed): boolean {
  if ("requestId" in known) return login.data.client?.requestId === known.requestId;
  if ("correlationId" in known) return login.metadata.correlationId === known.correlationId;
  return "session" in login.data && login.data.session.id === known.sessionId;
}

function attemptIn(events: readonly TrailEvent[], known: Known, found: Attempt["found"]): Attempt | null {
  const login = events.find(
    (event): event is LoginSucceeded | LoginFailed => (isSucceeded(event) || isFailed(event)) && isWanted(known, event),
  );
  if (!login) return null;
  const { attemptId } = login.metadata;
  const roles = events.find((event): event is RolesMapped => isMapped(event) && event.metadata.attemptId === attemptId);
  return { login, roles: roles ?? null, found };
}

const isWhole = (attempt: Attempt): boolean => isFailed(attempt.login) || attempt.roles !== null;

/** @param since the earliest that it may have happened */
export async function findAttempt(
  trail: Trail,
  known: Known,
  since: Date,
  patience: Patience,
): Promise<Attempt | null> {
  let best: Attempt | null = null;
  const whole = await patience.waitFor("the events of the login", async () => {
    best = attemptIn(await trail.archived(since), known, "archive") ?? best;
    return best && isWhole(best) ? best : null;
  });
  return whole ?? best ?? attemptIn(await trail.pending(), known, "ledger");
}

/** Role Credentials Issued, by the access key id. */
export async function findIssued(
  trail: Trail,
  accessKeyId: string,
  since: Date,
  patience: Patience,
): Promise<RoleCredentialsIssued | null> {
  const of = (events: readonly TrailEvent[]) =>
    events.find((event): event is RoleCredentialsIssued => isIssued(event) && event.data.accessKeyId === accessKeyId) ??
    null;
  const found = await patience.waitFor("Role Credentials Issued", async () => of(await trail.archived(since)));
  return found ?? of(await trail.pending());
}
