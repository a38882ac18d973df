/** What the session cookie holds, sealed. Roles are looked up by mapping when needed, so that a pruned one stops at once. */
export interface Session {
  /** A ULID; the handle in events and records. */
  readonly id: string;
  /** Pseudonym. */
  readonly subject: string;
  readonly displayName: string;
  readonly identityProviderId: string;
  /** The granted SAML roles, by value; at most 50. */
  readonly samlRoles: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Seals a session into a cookie value and opens it again. */
export interface SessionSealer {
  seal(session: Session): Promise<string>;
  /** `null` for anything that is not a session sealed here and still running at `now`. */
  open(sealed: string, now: Date): Promise<Session | null>;
}
