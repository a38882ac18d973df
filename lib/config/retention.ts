/** How long what is kept, and how firmly: the part `retention` of a stage file. */
import * as z from "zod";

const YEAR_DAYS = 365;

/** By default what is written in production stays for longer than the year that a report speaks of, and elsewhere for a day. */
const LOCKED_DAYS = { production: 400, elsewhere: 1 } as const;

const lockSchema = z.strictObject({
  mode: z
    .enum(["governance", "compliance"])
    .describe("governance: who has a permission of its own may lift it; compliance: nobody may, not even AWS"),
  days: z.int().min(1).max(36_500).describe("for how long after it was written an object can't be deleted"),
  irrevocable: z.literal(true).optional().describe("with compliance: you know that nobody can undo it"),
});

export const retentionSchema = z.strictObject({
  addressDays: z
    .int()
    .min(30)
    .max(3650)
    .default(400)
    .describe("after this many days unseen, and up to a week more, an address or a user agent is forgotten"),
  nameDays: z
    .int()
    .min(30)
    .max(3650)
    .optional()
    .describe(
      "after this many days without a login, and up to a week more, a person's name is forgotten; by default never",
    ),
  archiveYears: z.int().min(1).max(100).default(7).describe("how long archived events are kept; seals stay"),
  colderAfterDays: z
    .int()
    .min(30)
    .max(3650)
    .default(90)
    .describe("when events move to a cheaper storage that still answers at once"),
  lock: lockSchema.optional().describe("S3 Object Lock on the evidence bucket"),
});

export type Retention = z.infer<typeof retentionSchema>;

/** What the identities table is to forget by itself. */
export type IdentityRetention = Pick<Retention, "addressDays" | "nameDays">;

export interface Lock {
  readonly mode: "governance" | "compliance";
  readonly days: number;
}

export function lockOf({ lock }: Retention, environment: string): Lock {
  if (lock) return { mode: lock.mode, days: lock.days };
  return { mode: "governance", days: environment === "production" ? LOCKED_DAYS.production : LOCKED_DAYS.elsewhere };
}

interface Problem {
  /** Below `retention`. */
  readonly path: readonly string[];
  readonly problem: string;
}

export function retentionProblems(retention: Retention, environment: string): readonly Problem[] {
  const { archiveYears, colderAfterDays, lock } = retention;
  const kept = archiveYears * YEAR_DAYS;
  const { days } = lockOf(retention, environment);
  const problems: Problem[] = [];
  if (lock?.mode === "compliance" && lock.irrevocable !== true) {
    const problem =
      "expected irrevocable: true beside mode: compliance, since nobody can delete or shorten what it locks; " +
      "mode: governance can be undone";
    problems.push({ path: ["lock", "mode"], problem });
  }
  if (kept < days) {
    const problem = `expected at least the ${days} days for which objects are locked, found ${archiveYears} years (${kept} days)`;
    problems.push({ path: ["archiveYears"], problem });
  }
  if (colderAfterDays >= kept) {
    const problem = `expected fewer days than events are kept for (${kept}), found ${colderAfterDays}`;
    problems.push({ path: ["colderAfterDays"], problem });
  }
  return problems;
}
