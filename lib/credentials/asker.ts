/** Who asks for credentials: a person with a session, or a program with a token that a person minted for it. */
import type { Session } from "../session/session.ts";
import type { AgentToken } from "./agent-token.ts";
import type { Holder } from "./choose-mapping.ts";
import { CredentialsRefused } from "./refusal.ts";

export interface Asker extends Holder {
  /** Pseudonym of the person, also where a program asks. */
  readonly subject: string;
  /** The session that asks, or that minted the program's token. */
  readonly sessionId: string;
  /** When the session or the token ends: credentials do not outlive it. */
  readonly until: Date;
  readonly agent: { readonly tokenId: string; readonly purpose: string } | null;
  /**
   * Whether what was shown still counts: not ended, not revoked. Asked before and after STS, so that nothing is handed over that
   * was ended in between.
   * @throws CredentialsRefused
   */
  readonly confirm: () => Promise<void>;
}

/** What the ledger knows of ends and revocations. */
export interface Standing {
  hasSessionEnded(sessionId: string): Promise<boolean>;
  hasTokenEnded(tokenId: string): Promise<boolean>;
  /** Whether what a person began at `since` was revoked after. */
  isRevoked(subject: string, since: Date): Promise<boolean>;
}

async function ask(question: Promise<boolean>): Promise<boolean> {
  return question.catch((cause: unknown) => {
    throw new CredentialsRefused("ledger-unavailable", { problem: "standing", cause });
  });
}

export function personAsker(standing: Standing, session: Omit<Session, "displayName">): Asker {
  const { id, subject, identityProviderId, samlRoles, issuedAt, expiresAt } = session;
  return {
    subject,
    sessionId: id,
    identityProviderId,
    samlRoles,
    until: expiresAt,
    agent: null,
    async confirm() {
      const [ended, revoked] = await Promise.all([
        ask(standing.hasSessionEnded(id)),
        ask(standing.isRevoked(subject, issuedAt)),
      ]);
      if (ended) throw new CredentialsRefused("session-ended", { problem: "signed-out" });
      if (revoked) throw new CredentialsRefused("revoked", { problem: "session-revoked" });
    },
  };
}

/** The token outlives the session that minted it: it has its own end, and signing out does not stop a program. */
export function programAsker(standing: Standing, token: AgentToken, now: Date): Asker {
  const { id, subject, identityProviderId, samlRole, sessionId, createdAt, expiresAt, purpose } = token;
  return {
    subject,
    sessionId,
    identityProviderId,
    samlRoles: [samlRole],
    until: expiresAt,
    agent: { tokenId: id, purpose },
    async confirm() {
      if (expiresAt <= now) throw new CredentialsRefused("token-ended", { problem: "expired" });
      const [ended, revoked] = await Promise.all([
        ask(standing.hasTokenEnded(id)),
        ask(standing.isRevoked(subject, createdAt)),
      ]);
      if (ended) throw new CredentialsRefused("token-ended", { problem: "ended" });
      if (revoked) throw new CredentialsRefused("revoked", { problem: "token-revoked" });
    },
  };
}
