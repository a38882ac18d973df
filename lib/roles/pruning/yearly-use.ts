/** Recognises what is used about once a year: an audit, a drill. */
import { dayOf, daysAfter, daysBefore, startOfDay } from "./days.ts";

const YEAR = 365;

interface YearlyQuestion {
  /** UTC days with a use, from any source. */
  readonly useDays: readonly string[];
  readonly now: Date;
  readonly windowDays: number;
}

const within = (day: string, from: Date, until: Date): boolean => day >= dayOf(from) && day <= dayOf(until);

/**
 * Either its season is on: it was used a year ago, around today. Or its last two uses lie about a year apart, and the next
 * is not overdue yet.
 * @returns why it is a yearly use, or null where it is none
 */
export function yearlyUse({ useDays, now, windowDays }: YearlyQuestion): string | null {
  const aYearBefore = (instant: Date) =>
    useDays.find((day) => within(day, daysBefore(instant, YEAR + windowDays), daysBefore(instant, YEAR - windowDays)));
  const thisSeason = aYearBefore(now);
  if (thisSeason) return `it was used on ${thisSeason}, about a year ago`;
  const last = [...useDays].sort().at(-1);
  if (last === undefined || now > daysAfter(startOfDay(last), YEAR + windowDays + 1)) return null;
  const before = aYearBefore(startOfDay(last));
  return before ? `it was used on ${before} and again on ${last}, about a year apart` : null;
}

/** How far back uses have to be known for the first of the two. */
export const yearlyHorizon = (now: Date, windowDays: number): Date => daysBefore(now, YEAR + windowDays);

/** Whether a mapping that began then can have been used a year ago at all. */
export const canBeYearly = (began: Date, now: Date, windowDays: number): boolean =>
  began <= daysBefore(now, YEAR - windowDays);
