/**
 * The second opinion on use. CloudWatch's metrics give it where they name the mapping and were heard all the time; the
 * archive's events give it elsewhere. A source that fails or was silent gives none, and then nothing is marked or pruned.
 */
import { printable } from "../../events/printable.ts";
import type { RoleMapping } from "../role-mapping.ts";
import { dayOf, daysAfter, startOfDay } from "./days.ts";
import type { DayOfUse, PruningQuestion, SecondReading } from "./decision.ts";
import { periodStart } from "./judge.ts";
import { canBeYearly, yearlyHorizon } from "./yearly-use.ts";

/** Uses by mapping id, each list in the order of its days; a mapping without any may be left out. */
type UsesByMapping = ReadonlyMap<string, readonly DayOfUse[]>;

export interface SecondSources {
  /**
   * What the metrics say of these mappings from `since` on.
   * @param from the time in which they must have been heard throughout
   * @returns null where they cannot tell: the mapping has no metric of its own, or had none all the time, or they were silent
   */
  metrics(
    mappingIds: readonly string[],
    from: Date,
    now: Date,
  ): Promise<{ readonly since: Date; readonly uses: UsesByMapping } | null>;
  /** Whether the metrics name the mapping. */
  hasMetric(mappingId: string): boolean;
  /** Uses in the events that arrived from one instant to another. */
  archive(mappingIds: readonly string[], from: Date, until: Date): Promise<UsesByMapping>;
}

type Scope = Pick<PruningQuestion, "environment" | "now" | "policy">;

const unavailable = (error: unknown, source: string): SecondReading => {
  const why = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
  return { available: false, why: printable(`${source} could not be read: ${why}`, 256) };
};

function merged(...each: readonly (readonly DayOfUse[])[]): readonly DayOfUse[] {
  const counts = new Map<string, number>();
  for (const { day, count } of each.flat()) counts.set(day, (counts.get(day) ?? 0) + count);
  return [...counts].map(([day, count]) => ({ day, count })).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Reads the period; and the season of a year ago for those that were there then, but not what lies between. */
async function askArchive(
  sources: SecondSources,
  mappings: readonly RoleMapping[],
  from: Date,
  { now, policy: { yearlyWindowDays: days } }: Scope,
): Promise<ReadonlyMap<string, SecondReading>> {
  const old = mappings.filter(({ createdAt }) => createdAt !== null && canBeYearly(new Date(createdAt), now, days));
  const ids = (each: readonly RoleMapping[]) => each.map(({ id }) => id);
  const horizon = yearlyHorizon(now, days);
  // Events of a day may arrive on the next.
  const season = [horizon, daysAfter(horizon, 2 * days + 1)] as const;
  const lately = await sources.archive(ids(mappings), from, now);
  const yearAgo: UsesByMapping = old.length > 0 ? await sources.archive(ids(old), ...season) : new Map();
  return new Map(
    mappings.map((mapping) => {
      const uses = merged(yearAgo.get(mapping.id) ?? [], lately.get(mapping.id) ?? []);
      const since = old.includes(mapping) ? horizon : from;
      return [mapping.id, { available: true, source: "archive", uses, since: since < from ? since : from }];
    }),
  );
}

async function askMetrics(
  sources: SecondSources,
  mappings: readonly RoleMapping[],
  from: Date,
  now: Date,
): Promise<ReadonlyMap<string, SecondReading> | null> {
  const answer = await sources.metrics(
    mappings.map(({ id }) => id),
    from,
    now,
  );
  if (!answer) return null;
  return new Map(
    mappings.map(({ id }) => [
      id,
      { available: true, source: "cloudwatch", uses: answer.uses.get(id) ?? [], since: answer.since },
    ]),
  );
}

/** @param candidates mappings that went unused by the table */
export async function readSecondSource(
  sources: SecondSources,
  candidates: readonly RoleMapping[],
  scope: Scope,
): Promise<ReadonlyMap<string, SecondReading>> {
  // Whole days, as the metrics are read.
  const from = startOfDay(dayOf(periodStart(candidates, scope)));
  const readings = new Map<string, SecondReading>();
  const note = (each: ReadonlyMap<string, SecondReading>) => {
    for (const [id, reading] of each) readings.set(id, reading);
  };
  const none = (mappings: readonly RoleMapping[], reading: SecondReading) =>
    note(new Map(mappings.map(({ id }) => [id, reading])));

  const named = candidates.filter(({ id }) => sources.hasMetric(id));
  if (named.length > 0) {
    try {
      note((await askMetrics(sources, named, from, scope.now)) ?? new Map());
    } catch (error) {
      none(named, unavailable(error, "CloudWatch"));
    }
  }
  const left = candidates.filter(({ id }) => !readings.has(id));
  if (left.length > 0) {
    try {
      note(await askArchive(sources, left, from, scope));
    } catch (error) {
      none(left, unavailable(error, "the archive"));
    }
  }
  return readings;
}
