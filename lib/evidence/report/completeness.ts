/** The statement on completeness: what was asked, of what, by which code, and how far the answer reaches. */
import type { Evidence } from "../package/collect-evidence.ts";
import type { ReportOrder } from "./build-report.ts";
import type { People } from "./criterion.ts";
import { type AccessLogResult, type Coverage, type Gap, LISTED_GAPS, type Report } from "./report.ts";
import type { Tallies } from "./tallies.ts";

export interface Known {
  readonly order: ReportOrder;
  readonly evidence: Evidence;
  readonly coverage: readonly Coverage[];
  readonly tallies: Tallies;
  readonly gaps: readonly Gap[];
  readonly producers: number;
  readonly people: People | null;
  readonly accessLog: { readonly result: AccessLogResult } | null;
  readonly seed: string;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export function completenessOf(known: Known): Report["completeness"] {
  const { order, evidence, coverage, tallies, gaps, people, accessLog, seed } = known;
  const { from, to } = order.period;
  const last = evidence.seals.at(-1);
  const { hour, hash, size, root } = evidence.manifest.log.head;
  const list = order.people;
  return {
    query:
      order.basis === "days"
        ? `Every event that a seal of the hours of arrival from ${from} to ${to} (UTC, both included) names, as the examination of its day counted it; the examination names the seals, and its counts are held against theirs.`
        : `Every event that a seal of the hours of arrival from ${from} to ${to} (UTC, both included) names, read from the objects that the seal names, each event once.`,
    parameters: {
      from,
      to,
      framework: order.framework,
      sampleSize: order.sampleSize,
      seed,
      names: order.names ? "joined" : "left-out",
      people: list && {
        sha256: list.sha256,
        rows: list.rows.length,
        matched: list.rows.length - (people?.unmatched().length ?? 0),
      },
      accessLog: accessLog?.result.sha256 ?? null,
    },
    codeVersion: order.codeVersion,
    sealedBy: [...new Set(evidence.seals.map(({ body }) => body.codeVersion))].sort(),
    seals: {
      ...evidence.manifest.seals,
      lastHour: to,
      lastSealedAt: last?.body.sealedAt ?? "",
    },
    head: { hour, hash, size, root },
    events: {
      sealed: sum(coverage.map(({ events }) => events)),
      read: sum(coverage.map(({ read }) => read)),
      inPopulations: sum(Object.values(tallies.byPopulation)),
    },
    producers: known.producers,
    gaps: gaps.slice(0, LISTED_GAPS),
    gapCount: gaps.length,
    accessLog: accessLog?.result ?? null,
  };
}
