/** Follows up what has waited too long: asks CloudTrail for records that did not come, and reports what stays without its other half. */
import type { RoleMapping } from "../roles/role-mapping.ts";
import { type AskCloudTrail, whyNotAsked } from "./ask-cloud-trail.ts";
import { type Call, closeCall, overdue, waitOn } from "./calls.ts";
import type { Issuance } from "./halves.ts";
import { isMatched, matchBySession, type Reconciling, reportSeen } from "./reconcile.ts";
import { report } from "./report.ts";
import { issuedNeverSeen } from "./unmatched.ts";

const HOUR = 3_600_000;

/** From the issue until silence is final: CloudTrail promises nothing, and hardly ever takes hours. */
const FINAL_MILLISECONDS = 24 * HOUR;

/** From the issue until silence is final even where CloudTrail cannot be asked: that too must not stay unsaid. */
const UNASKED_MILLISECONDS = 48 * HOUR;

export interface FollowingUp extends Reconciling {
  readonly ask: AskCloudTrail;
  readonly mappings: readonly RoleMapping[];
  /** Asked before each call: the rest waits for the next run. */
  readonly hasTime: () => boolean;
  /** CloudTrail could not be asked; it is not asked again in this run. */
  readonly onUnanswered: (error: unknown) => void;
  /** One call could not be followed up; the next run tries again. */
  readonly onTrouble: (error: unknown) => void;
}

export interface FollowedUp {
  /** Records that came late, or that only CloudTrail's history had. */
  found: number;
  /** Issuances without a record so far. */
  late: number;
  /** Findings: without an issuance, or without a record to the end. */
  unmatched: number;
  failed: number;
  /** Whether nothing was left to the next run. */
  complete: boolean;
}

type Answer = { readonly found: boolean } | { readonly error: unknown };

export async function followUp(parts: FollowingUp): Promise<FollowedUp> {
  const { table, now, ask, hasTime, onUnanswered } = parts;
  const result: FollowedUp = { found: 0, late: 0, unmatched: 0, failed: 0, complete: true };
  let unanswered: { readonly error: unknown } | null = null;

  async function answerFor(issued: Issuance): Promise<Answer> {
    if (unanswered) return unanswered;
    try {
      return { found: (await ask(issued)) !== null };
    } catch (error) {
      unanswered = { error };
      onUnanswered(error);
      return unanswered;
    }
  }

  async function close(call: Call): Promise<void> {
    await closeCall(table, call, "matched");
    result.found += 1;
  }

  async function unseen(call: Call, issued: Issuance): Promise<void> {
    if (isMatched(call)) return close(call);
    const answer = await answerFor(issued);
    if ("found" in answer && answer.found) return close(call);
    const issuedAt = Date.parse(issued.issuedAt);
    const age = now.getTime() - issuedAt;
    if ("found" in answer && age < FINAL_MILLISECONDS) {
      const asked = "CloudTrail was asked for it and does not know it yet";
      if (!call.asked && (await report(parts, call, issuedNeverSeen(issued, "late", asked), now))) result.late += 1;
      return waitOn(table, call, new Date(issuedAt + FINAL_MILLISECONDS));
    }
    // Not answered: it stays due, and the next run asks again.
    if ("error" in answer && age < UNASKED_MILLISECONDS) return;
    const asked =
      "error" in answer
        ? `CloudTrail could not be asked for two days (${whyNotAsked(answer.error)})`
        : "CloudTrail was asked for it a day later and does not know it";
    if (await report(parts, call, issuedNeverSeen(issued, "final", asked), now)) result.unmatched += 1;
    await closeCall(table, call, "unmatched");
  }

  async function unissued(call: Call): Promise<void> {
    const { seen } = call;
    if (isMatched(call)) return close(call);
    if (!seen) return;
    if (await matchBySession(parts, call, seen)) result.found += 1;
    else if (await reportSeen(parts, call, seen)) result.unmatched += 1;
  }

  async function each(awaiting: "seen" | "issued", work: (call: Call) => Promise<void>): Promise<void> {
    for await (const call of overdue(table, awaiting, now)) {
      if (!hasTime()) {
        result.complete = false;
        return;
      }
      try {
        await work(call);
      } catch (error) {
        result.failed += 1;
        parts.onTrouble(error);
      }
    }
  }

  // What nobody issued comes first: it may be under way just now.
  await each("issued", unissued);
  await each("seen", async (call) => {
    if (call.issued) await unseen(call, call.issued);
  });
  return result;
}
