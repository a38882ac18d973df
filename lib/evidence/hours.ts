/** Hours and days of the archive, UTC. An hour is written `2026-08-03T12`, a day `2026-08-03`: both sort as they follow. */

const HOUR_MILLISECONDS = 3_600_000;

export type Hour = string;
export type Day = string;

export const hourOf = (instant: Date): Hour => instant.toISOString().slice(0, 13);

export const startOf = (hour: Hour): Date => new Date(`${hour}:00:00.000Z`);

export const hoursLater = (hour: Hour, count: number): Hour =>
  hourOf(new Date(startOf(hour).getTime() + count * HOUR_MILLISECONDS));

export const endOf = (hour: Hour): Date => startOf(hoursLater(hour, 1));

export const dayOf = (hour: Hour): Day => hour.slice(0, 10);

export const isHour = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}$/.test(text) && !Number.isNaN(startOf(text).getTime()) && hoursLater(text, 0) === text;

/** Every hour from the first to the last, both included. */
export function hoursBetween(first: Hour, last: Hour): readonly Hour[] {
  const hours: Hour[] = [];
  for (let hour = first; hour <= last; hour = hoursLater(hour, 1)) hours.push(hour);
  return hours;
}

/** `2026-08-03T12` > `2026/08/03/12`, `2026-08-03` > `2026/08/03`. */
export const pathOf = (hourOrDay: Hour | Day): string => hourOrDay.replace("T", "-").replaceAll("-", "/");
