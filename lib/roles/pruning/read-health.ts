/** Asks the pipeline for gaps: in a gap, use looks like none. What cannot be found out counts as one. */
import { printable } from "../../events/printable.ts";
import type { HealthCheck, HealthReading } from "./decision.ts";
import type { PruningPolicy } from "./policy.ts";

export interface HealthSources {
  /** How many events have waited to be published since before then. */
  pendingSince(before: Date): Promise<number>;
  /** How many messages lie in each dead-letter queue. */
  deadLetters(): Promise<readonly { readonly queue: string; readonly messages: number }[]>;
  /** Hours (UTC, `yyyy-mm-ddThh`) in which anything arrived in the archive. */
  arrivedHours(from: Date, until: Date): Promise<ReadonlySet<string>>;
  /** Event ids of what the reconciliation with CloudTrail found, and nobody has closed. */
  openFindings(from: Date, until: Date): Promise<readonly string[]>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What arrived in an hour is in the archive by this long after its end. */
const SETTLING_TIME = 30 * MINUTE;

/** Named in the detail; the rest is a number. */
const SHOWN = 5;

interface Found {
  readonly gaps: number;
  readonly detail: string;
}

const shown = (names: readonly string[]): string =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more` : names.join(", ");

/** Whole hours within the time, those aside that an accepted gap covers. */
function expectedHours(from: Date, until: Date, { acceptedGaps }: PruningPolicy): string[] {
  const accepted = acceptedGaps.map((gap) => ({ from: Date.parse(gap.from), until: Date.parse(gap.until) }));
  const hours: string[] = [];
  for (let start = Math.ceil(from.getTime() / HOUR) * HOUR; start + HOUR <= until.getTime(); start += HOUR) {
    if (accepted.some((gap) => gap.from <= start && start + HOUR <= gap.until)) continue;
    hours.push(new Date(start).toISOString().slice(0, 13));
  }
  return hours;
}

/**
 * @param from the time in which use must be known
 * @returns a reading of each check, in a fixed order
 */
export function readHealth(
  sources: HealthSources,
  from: Date,
  now: Date,
  policy: PruningPolicy,
): Promise<readonly HealthReading[]> {
  const day = from.toISOString().slice(0, 10);

  async function pendingEvents(): Promise<Found> {
    const gaps = await sources.pendingSince(new Date(now.getTime() - policy.pendingMinutes * MINUTE));
    const waiting = gaps === 0 ? "no event waits" : `${gaps} records with events wait`;
    return { gaps, detail: `${waiting} to be published for longer than ${policy.pendingMinutes} minutes` };
  }

  async function deadLetters(): Promise<Found> {
    const filled = (await sources.deadLetters()).filter(({ messages }) => messages > 0);
    const gaps = filled.reduce((sum, { messages }) => sum + messages, 0);
    if (gaps === 0) return { gaps, detail: "no dead-letter queue holds a message" };
    const queues = shown(filled.map(({ queue, messages }) => `${queue} (${messages})`));
    return {
      gaps,
      detail: `dead-letter queues hold ${gaps} messages: ${queues}; process them, or delete them knowingly`,
    };
  }

  async function missingHours(): Promise<Found> {
    const until = new Date(now.getTime() - SETTLING_TIME);
    const arrived = await sources.arrivedHours(from, until);
    const missing = expectedHours(from, until, policy).filter((hour) => !arrived.has(hour));
    if (missing.length === 0) return { gaps: 0, detail: `every hour since ${day} arrived in the archive` };
    const advice = "find out why, and name the time in pruning.acceptedGaps";
    return {
      gaps: missing.length,
      detail: `${missing.length} hours since ${day} are missing: ${shown(missing)}; ${advice}`,
    };
  }

  async function openFindings(): Promise<Found> {
    const open = await sources.openFindings(from, now);
    if (open.length === 0) return { gaps: 0, detail: `no finding of reconciliation since ${day} is open` };
    const advice = "look into them, and name them in pruning.closedFindings";
    return {
      gaps: open.length,
      detail: `${open.length} findings of reconciliation are open: ${shown(open)}; ${advice}`,
    };
  }

  async function reading(check: HealthCheck, find: () => Promise<Found>): Promise<HealthReading> {
    try {
      return { check, ...(await find()) };
    } catch (error) {
      const why = printable(error instanceof Error ? `${error.name}: ${error.message}` : "unknown", 256);
      return { check, gaps: null, detail: `could not be found out: ${why}` };
    }
  }

  return Promise.all([
    reading("pending-events", pendingEvents),
    reading("dead-letters", deadLetters),
    reading("missing-hours", missingHours),
    reading("open-findings", openFindings),
  ]);
}
