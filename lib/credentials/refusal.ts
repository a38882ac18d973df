import type { CredentialReason } from "../events/role-credentials-refused.ts";
import { UnusableEnvelope } from "../roles/envelope.ts";

interface RefusalDetail {
  /** What exactly was wrong: a stable kebab-case word within the reason. */
  readonly problem: string;
  readonly found?: string | undefined;
  readonly expected?: string | undefined;
  readonly cause?: unknown;
}

/** Credentials, a token or a code were refused, with a stable reason. */
export class CredentialsRefused extends Error {
  override readonly name = "CredentialsRefused";
  readonly reason: CredentialReason;
  readonly problem: string;
  readonly found: string | null;
  readonly expected: string | null;

  constructor(reason: CredentialReason, { problem, found, expected, cause }: RefusalDetail) {
    super(`${reason}: ${problem}`, { cause });
    this.reason = reason;
    this.problem = problem;
    this.found = found ?? null;
    this.expected = expected ?? null;
  }
}

/** Runs what reads or combines envelopes: what is wrong with one becomes a refusal. */
export function orRefuseEnvelope<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof UnusableEnvelope)) throw error;
    const problem = error.reason === "envelope" ? "unusable" : "too-long";
    throw new CredentialsRefused(error.reason, { problem, expected: error.message, cause: error });
  }
}

/** An unforeseen error as a refusal, so that it is recorded like any other. */
export function asRefusal(error: unknown): CredentialsRefused {
  if (error instanceof CredentialsRefused) return error;
  return new CredentialsRefused("internal", { problem: "unforeseen", cause: error });
}
