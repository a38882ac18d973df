/** The identities table as callers see it: pseudonym > clear text, erasable. */

export type PseudonymKind = "subject" | "address" | "user-agent" | "role-value" | "restore-reason";

export interface Identity {
  readonly pseudonym: string;
  readonly kind: PseudonymKind;
  /** The clear text, bounded by whoever made the pseudonym. */
  readonly value: string;
  /** For a subject, what a page may greet the person with. */
  readonly displayName?: string;
}

export interface Identities {
  /** Remembers each; what is known already keeps its first-seen instant. Throws where one could not be written. */
  remember(identities: readonly Identity[], seenAt: Date): Promise<void>;
}
