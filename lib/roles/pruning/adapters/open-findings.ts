/**
 * Findings of the reconciliation with CloudTrail that nobody has closed: each final Role Assumption Unmatched in the archive,
 * but those that the stage file names as looked into. Days that are rolled up without one are not read.
 */
import type * as z from "zod";
import type { TrailEvent } from "../../../events/catalogue.ts";
import { roleAssumptionUnmatched } from "../../../events/role-assumption-unmatched.ts";
import { type Archive, eachDay, eventsOfDay } from "./archived-days.ts";
import type { CountsOfDay } from "./rolled-up-days.ts";

type Unmatched = z.infer<typeof roleAssumptionUnmatched.detail>;

const isFinding = (event: TrailEvent): boolean =>
  event.metadata.type === roleAssumptionUnmatched.name && (event as Unmatched).data.stage === "final";

/**
 * @param closed ids of the events that were looked into
 * @throws Error where the time is over, or the archive is not what it says
 */
export function openFindings(
  archive: Archive,
  countsOfDay: CountsOfDay,
  closed: ReadonlySet<string>,
): (from: Date, until: Date) => Promise<readonly string[]> {
  return async (from, until) => {
    const found = new Set<string>();
    await eachDay(from, until, async (day) => {
      const rolledUp = await countsOfDay(day);
      if (rolledUp && rolledUp.byType[roleAssumptionUnmatched.name] === undefined) return;
      for await (const event of eventsOfDay(archive, day)) if (isFinding(event)) found.add(event.metadata.id);
    });
    return [...found].filter((id) => !closed.has(id)).sort();
  };
}
