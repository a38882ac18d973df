import { CredentialsRefused } from "./refusal.ts";

/** What STS gives at least, and at most to a function whose own credentials are those of a role ("role chaining"). */
const MINIMUM_MINUTES = 15;
const MAXIMUM_MINUTES = 60;

export interface DurationLimits {
  readonly maximumSessionMinutes: number;
  /** When the session or the token ends: credentials do not outlive it. */
  readonly until: Date;
  readonly now: Date;
}

/**
 * How long credentials last, in seconds.
 * @param asked minutes, or null for as long as may be
 * @throws CredentialsRefused duration
 */
export function credentialSeconds(asked: number | null, { maximumSessionMinutes, until, now }: DurationLimits): number {
  const limit = Math.min(MAXIMUM_MINUTES, maximumSessionMinutes);
  const remaining = Math.floor((until.getTime() - now.getTime()) / 60_000);
  const most = Math.min(limit, remaining);
  const minutes = asked ?? most;
  const refuse = (problem: string, expected: string) =>
    new CredentialsRefused("duration", { problem, found: `${minutes} minutes`, expected });
  if (remaining < MINIMUM_MINUTES) throw refuse("session-ends-soon", `a session with ${MINIMUM_MINUTES} minutes to go`);
  if (!Number.isInteger(minutes)) throw refuse("not-whole", "whole minutes");
  if (minutes < MINIMUM_MINUTES) throw refuse("below-minimum", `at least ${MINIMUM_MINUTES} minutes`);
  if (minutes > limit) throw refuse("above-maximum", `at most ${limit} minutes`);
  if (minutes > most) throw refuse("outlives-session", `at most ${most} minutes, when the session ends`);
  return minutes * 60;
}
