/** The login ledger as the steps and handlers see it. `dynamodb-ledger.ts` is the one that runs. */
import type { LoginFailed, TrailEvent } from "../events/catalogue.ts";

/** Names one assertion for the replay guard: the issuer and the assertion's ID, which is unique only per issuer. */
export interface AssertionKey {
  readonly issuer: string;
  readonly assertionId: string;
}

export interface LoginRecord extends AssertionKey {
  readonly attemptId: string;
  readonly recordedAt: Date;
  /** The latest instant at which this assertion could still be accepted, clock skew included. */
  readonly acceptableUntil: Date;
  /** Published after the record is written, and pending until the bus has taken them. */
  readonly events: readonly TrailEvent[];
}

export interface OutstandingRequest {
  /** The AuthnRequest's ID, which the response names in InResponseTo. */
  readonly id: string;
  readonly identityProviderId: string;
  /** SHA-256 (hex) of the value in the browser's request cookie. */
  readonly browserHash: string;
  readonly relayState: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Where a record's events wait; opaque to callers. */
export interface PendingKey {
  readonly pk: string;
}

export type RecordResult = { readonly recorded: true; readonly pending: PendingKey } | { readonly recorded: false };

export type AnswerResult =
  /** This assertion is the request's answer, now or (a retry) already. */
  | { readonly result: "answered" }
  /** Another assertion answered it before. */
  | { readonly result: "answered-by-another" };

/** A request as the ledger knows it, with the assertion that answered it, if one has. */
export interface KnownRequest extends OutstandingRequest {
  readonly answeredBy: string | null;
}

export interface PendingRecord {
  readonly key: PendingKey;
  readonly events: readonly TrailEvent[];
}

export interface LoginLedger {
  /** One conditional put: the replay guard and the outbox in one. `recorded: false` means the assertion was used before. */
  recordLogin(record: LoginRecord): Promise<RecordResult>;
  /** Keeps events that belong to no login (a failure, the end of a session) until they are published. */
  recordEvents(id: string, recordedAt: Date, events: readonly TrailEvent[]): Promise<PendingKey>;
  /**
   * Counts one more failure into its minute's aggregate (any instant of that minute will do), which republish-pending turns
   * into one event when the minute is over. That event is the only one of a producer of its own, so the caller gives the
   * failure's sequence number back to its producer.
   */
  countFlood(minute: Date, failure: LoginFailed): Promise<void>;
  /** Removes what the bus has taken; when nothing is left the item may expire. */
  markPublished(key: PendingKey, eventIds: readonly string[]): Promise<void>;
  /** Every record with events pending since before `before`, oldest first within a shard. */
  pending(before: Date): AsyncIterable<PendingRecord>;

  saveRequest(request: OutstandingRequest): Promise<void>;
  /** The request, even when it has expired or was answered: whoever asks compares `expiresAt` and `answeredBy`. */
  findRequest(id: string): Promise<KnownRequest | null>;
  /**
   * Conditional update: an AuthnRequest is answered once. Repeating it for the same assertion is not an error; a request
   * nobody knows is refused like one that another assertion answered.
   */
  answerRequest(id: string, by: AssertionKey): Promise<AnswerResult>;

  /** Ends a session: `false` when it was ended before. Its event is recorded by the same put. */
  endSession(sessionId: string, endedAt: Date, expiresAt: Date, event: TrailEvent): Promise<RecordResult>;
  hasEnded(sessionId: string): Promise<boolean>;
}
