/** The time that a dashboard shows, from the page's query. All in UTC. */

export interface TimeRange {
  /** A preset's id, or `custom`. */
  readonly id: string;
  /** Milliseconds since the epoch, whole minutes; the end is not part of it. */
  readonly start: number;
  readonly end: number;
  /** Of one point, in seconds. */
  readonly period: number;
}

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

export const PRESETS = [
  { id: "15m", name: "15 min", minutes: 15 },
  { id: "1h", name: "1 h", minutes: 60 },
  { id: "3h", name: "3 h", minutes: 180 },
  { id: "12h", name: "12 h", minutes: 720 },
  { id: "1d", name: "1 d", minutes: DAY_MINUTES },
  { id: "1w", name: "1 w", minutes: 7 * DAY_MINUTES },
] as const;

/** What a page opens with: a stack on one machine is young. */
const OPENING = PRESETS[1];

const PERIODS = [60, 300, 900, 3_600, 21_600, 86_400];

/** Points of one series at most: more than a chart on a screen can show apart. */
const MAXIMUM_POINTS = 300;

const MAXIMUM_DAYS = 90;

/** As CloudWatch's `periodOverride: auto` does: the longer the time, the coarser the points. */
function periodFor(minutes: number): number {
  return PERIODS.find((period) => (minutes * 60) / period <= MAXIMUM_POINTS) ?? 86_400;
}

function readInstant(text: string | null): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text ?? "") ? Date.parse(`${text}:00.000Z`) : Number.NaN;
}

function lastMinutes(id: string, minutes: number, now: Date): TimeRange {
  // The minute that runs is part of it: what happens now is to be seen now.
  const end = (Math.floor(now.getTime() / MINUTE) + 1) * MINUTE;
  return { id, start: end - minutes * MINUTE, end, period: periodFor(minutes) };
}

function custom(query: URLSearchParams): TimeRange | string {
  const [start, end] = [readInstant(query.get("from")), readInstant(query.get("to"))];
  if (Number.isNaN(start) || Number.isNaN(end)) return "From and to are both needed, such as 2026-08-03T12:00.";
  if (end <= start) return "The time must end after it begins.";
  const minutes = (end - start) / MINUTE;
  if (minutes > MAXIMUM_DAYS * DAY_MINUTES) return `At most ${MAXIMUM_DAYS} days can be shown at once.`;
  return { id: "custom", start, end, period: periodFor(minutes) };
}

/** @returns the range, and what was wrong with what was asked for: then it is the one that pages open with */
export function readTimeRange(query: URLSearchParams, now: Date): { range: TimeRange; fault: string | null } {
  const opening = lastMinutes(OPENING.id, OPENING.minutes, now);
  const asked = query.get("range") ?? OPENING.id;
  if (asked === "custom") {
    const range = custom(query);
    return typeof range === "string" ? { range: opening, fault: range } : { range, fault: null };
  }
  const preset = PRESETS.find(({ id }) => id === asked);
  if (!preset) return { range: opening, fault: "There is no such time range; this is the last hour." };
  return { range: lastMinutes(preset.id, preset.minutes, now), fault: null };
}
