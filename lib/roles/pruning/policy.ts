/** When a mapping counts as unused, and how carefully it is taken away. */
import * as z from "zod";

const instant = z.iso.datetime({ offset: true });

const acceptedGap = z.strictObject({
  from: instant,
  until: instant,
  reason: z.string().min(1).max(512),
  by: z.string().min(1).max(256),
});

const closedFinding = z.strictObject({
  eventId: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "expected the id of a Role Assumption Unmatched"),
  reason: z.string().min(1).max(512),
  by: z.string().min(1).max(256),
});

/** The part `pruning` of a stage file. */
export const pruningSchema = z.strictObject({
  enabled: z.boolean().default(true),
  dryRun: z.boolean().default(true).describe("say what a run would do, and do nothing"),
  minimumAgeDays: z.int().min(1).max(3650).default(90).describe("a younger mapping is left alone"),
  unusedDays: z.int().min(1).max(400).default(90).describe("how long nobody was granted the mapping"),
  waitDays: z.int().min(1).max(365).default(14).describe("from the mark, which is announced, to the pruning"),
  maximumPerRun: z.int().min(1).max(1000).default(10),
  maximumShare: z.number().gt(0).max(1).default(0.1).describe("of the mappings in force, a run"),
  yearlyWindowDays: z.int().min(1).max(90).default(30).describe("how far yearly uses may be off the day"),
  restoreRequests: z
    .boolean()
    .default(false)
    .describe("let who is refused by a pruned mapping ask its owner, on the refusal page, to bring it back"),
  pendingMinutes: z.int().min(1).max(1440).default(60).describe("events pending for longer are a gap"),
  acceptedGaps: z.array(acceptedGap).default([]).describe("gaps that somebody looked into and closed"),
  closedFindings: z.array(closedFinding).default([]).describe("findings of reconciliation that somebody closed"),
});

export type PruningPolicy = z.infer<typeof pruningSchema>;
