/**
 * Use as the archive tells it. Days that are rolled up give their counts of grants, under the day on which they arrived;
 * of the others every event is read: each grant, and each issuing of credentials, which never comes long after a grant.
 */
import type { RoleCredentialsIssued, RolesMapped, TrailEvent } from "../../../events/catalogue.ts";
import { dayOf } from "../days.ts";
import type { SecondSources } from "../second-source.ts";
import { type Archive, eachDay, eventsOfDay } from "./archived-days.ts";
import type { CountsOfDay } from "./rolled-up-days.ts";

function usedBy(event: TrailEvent): readonly string[] {
  switch (event.metadata.type) {
    case "Roles Mapped":
      return (event as RolesMapped).data.granted.map(({ mappingId }) => mappingId);
    case "Role Credentials Issued":
      return [(event as RoleCredentialsIssued).data.mapping.id];
    default:
      return [];
  }
}

/**
 * Keeps counts only.
 * @throws Error where the time is over, or the archive is not what it says
 */
export function archivedUses(archive: Archive, countsOfDay: CountsOfDay): SecondSources["archive"] {
  return async (mappingIds, from, until) => {
    const counts = new Map(mappingIds.map((id) => [id, new Map<string, number>()]));
    const add = (id: string, day: string, count: number): void => {
      const days = counts.get(id);
      days?.set(day, (days.get(day) ?? 0) + count);
    };
    await eachDay(from, until, async (day) => {
      const rolledUp = await countsOfDay(day);
      if (rolledUp) {
        for (const [id, count] of Object.entries(rolledUp.byRole)) add(id, day, count);
        return;
      }
      for await (const event of eventsOfDay(archive, day)) {
        for (const id of usedBy(event)) add(id, dayOf(new Date(event.metadata.occurredAt)), 1);
      }
    });
    const inOrder = (each: ReadonlyMap<string, number>) =>
      [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, count]) => ({ day, count }));
    return new Map([...counts].map(([id, each]) => [id, inOrder(each)]));
  };
}
