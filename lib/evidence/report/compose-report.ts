/** Puts what was read and tested into the report's own shape; nothing is read here, and nothing decided. */
import { type Hour, hoursLater } from "../hours.ts";
import type { AccessReview, RoleUse } from "./access-review.ts";
import { completenessOf, type Known } from "./completeness.ts";
import type { MappingsBefore } from "./mappings-before.ts";
import { notCovered } from "./not-covered.ts";
import type { PeriodSource } from "./period-source.ts";
import { POPULATION_NAMES, POPULATIONS, typesOf } from "./populations.ts";
import { type FileModel, LISTED_UNREAD, type Report, reportModel, type Section, type Unread } from "./report.ts";
import { summaryOf } from "./summary.ts";

/** `2026-08-03T12` > `2026-08-03 12:00`. */
const spoken = (hour: Hour): string => `${hour.replace("T", " ")}:00`;

interface JoinedPeriod extends Known {
  readonly unread: readonly Unread[];
  /** How many were met. */
  readonly persons: number;
  readonly sections: readonly Section[];
  readonly sample: Report["sample"]["events"];
  readonly sampling: string;
  readonly roles: readonly RoleUse[];
  readonly beside: ReturnType<PeriodSource["finish"]>;
  readonly exceptionsFile: Pick<FileModel, "bytes" | "sha256">;
  readonly review: Omit<ReturnType<AccessReview["write"]>, "content"> & {
    readonly file: FileModel;
    readonly before: Omit<MappingsBefore, "noted">;
  };
}

export function composeReport(joined: JoinedPeriod): Report {
  const { order, evidence, seed, unread, tallies, sections, beside, exceptionsFile } = joined;
  const { from, to } = order.period;
  const seals = evidence.seals.map(({ body }) => body);
  const { before, ...reviewed } = joined.review;
  const accessReview = {
    ...reviewed,
    before: before.since === null ? null : { ...before, since: before.since, hours: [...before.hours] },
  };
  return reportModel.parse({
    ...{ kind: "report", version: 1, framework: order.framework, basis: order.basis },
    title: `SOC 2: evidence of logins, ${spoken(from)} to ${spoken(hoursLater(to, 1))} UTC`,
    environments: [...tallies.environments].sort(),
    period: { from, to, start: seals[0]?.window.from, end: seals.at(-1)?.window.to, hours: seals.length },
    complete: unread.length === 0,
    unread: unread.slice(0, LISTED_UNREAD),
    unreadCount: unread.length,
    summary: summaryOf(tallies, joined.persons, sections),
    sections,
    populations: POPULATION_NAMES.map((name) => ({
      name,
      title: POPULATIONS[name].title,
      types: [...typesOf(name)],
      events: tallies.byPopulation[name],
      ...beside.populations[name],
    })),
    populationFiles: beside.populationFiles,
    series: tallies.series(from, to, joined.roles),
    coverage: joined.coverage,
    completeness: completenessOf(joined),
    sample: { method: joined.sampling, seed, size: order.sampleSize, events: joined.sample },
    accessReview,
    exceptionsFile: { path: "exceptions.csv", bytes: exceptionsFile.bytes, sha256: exceptionsFile.sha256 },
    notCovered: notCovered(order, sections, joined.people, accessReview),
  });
}
