/** Numbers of processes that no seal of the period has, and whether the hours after it have them. */
import type { Hour } from "../hours.ts";
import type { HourSeal } from "../seal.ts";
import { joinSequences } from "../sequences.ts";
import type { Gap } from "./report.ts";

export interface Gaps {
  readonly producers: number;
  readonly gaps: readonly Gap[];
}

/** @param later seals after the period, in order: what arrived late stands in them */
export function findGaps(seals: readonly HourSeal[], later: readonly HourSeal[]): Gaps {
  const joined = joinSequences(seals.map(({ sequences }) => sequences));
  const open = joined.filter(({ gaps }) => gaps.length > 0);
  const wanted = new Set(open.map(({ producer }) => producer));
  const filled = new Map<string, { readonly hour: Hour; readonly ranges: readonly (readonly [number, number])[] }[]>();
  for (const { window, sequences } of later) {
    for (const { producer, ranges } of sequences) {
      if (!wanted.has(producer)) continue;
      filled.set(producer, [...(filled.get(producer) ?? []), { hour: window.from.slice(0, 13), ranges }]);
    }
  }
  const gaps = open.flatMap(({ producer, gaps: holes }) =>
    holes.flatMap(([first, last]) => splitBy(producer, first, last, filled.get(producer) ?? [])),
  );
  return { producers: joined.length, gaps };
}

type Filling = { readonly hour: Hour; readonly ranges: readonly (readonly [number, number])[] };

/** A hole in parts: what one later hour filled, what another did, and what nothing did. */
function splitBy(producer: string, first: number, last: number, fillings: readonly Filling[]): Gap[] {
  for (const { hour, ranges } of fillings) {
    for (const [from, to] of ranges) {
      const [start, end] = [Math.max(first, from), Math.min(last, to)];
      if (start > end) continue;
      return [
        ...(first < start ? splitBy(producer, first, start - 1, fillings) : []),
        { producer, first: start, last: end, filledIn: hour },
        ...(end < last ? splitBy(producer, end + 1, last, fillings) : []),
      ];
    }
  }
  return [{ producer, first, last, filledIn: null }];
}
