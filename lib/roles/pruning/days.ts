/** Days as pruning counts them: of 24 hours, and named in UTC. */
const DAY = 24 * 60 * 60 * 1000;

export const daysBefore = (instant: Date, days: number): Date => new Date(instant.getTime() - days * DAY);

export const daysAfter = (instant: Date, days: number): Date => new Date(instant.getTime() + days * DAY);

/** Whole days from one to the other. */
export const daysBetween = (from: Date, until: Date): number => Math.floor((until.getTime() - from.getTime()) / DAY);

/** `yyyy-mm-dd`. */
export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

/** The start of a day named so. */
export const startOfDay = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/** The latest of these ISO instants, or null where there is none. */
export function latest(...instants: readonly (string | null)[]): Date | null {
  const [last] = instants
    .filter((instant) => instant !== null)
    .sort()
    .slice(-1);
  return last === undefined ? null : new Date(last);
}
