/** Examines every day that is rolled up and was not examined yet, in order: after any outage it catches up. */
import { type Day, dayOf, hoursLater, pathOf } from "../../hours.ts";
import { EXAMINED_DAYS } from "../../keys-in-bucket.ts";
import { createSealReader, readChain } from "../../seal-reader.ts";
import { type DayOrder, examineDay } from "./examine-day.ts";
import { dayOfRecord } from "./examined-day.ts";

export interface DaysOrder extends Omit<DayOrder, "reader" | "rollUp"> {
  /** Asked before each day: the rest waits for the next run. */
  readonly hasTime: () => boolean;
}

const dayAfter = (day: Day): Day => dayOf(hoursLater(`${day}T23`, 1));

/** @returns the last day below `from` that was examined */
async function lastExamined({ store }: DaysOrder, from: Day): Promise<Day | null> {
  const listed = await store.list(EXAMINED_DAYS, `${EXAMINED_DAYS}${pathOf(from)}`);
  const days = listed.flatMap(({ key }) => dayOfRecord(key) ?? []);
  return days.sort().at(-1) ?? null;
}

/** @returns the days that this run examined */
export async function examineDays(order: DaysOrder): Promise<readonly Day[]> {
  const reader = createSealReader(order.store);
  const chain = await readChain(order.store, reader);
  if (!chain) return [];
  const first = dayOf(chain.body.firstHour);
  const last = await lastExamined(order, first);
  const examined: Day[] = [];
  for (let day = last === null ? first : dayAfter(last); order.hasTime(); day = dayAfter(day)) {
    const rollUp = await reader.day(day);
    if (!rollUp) break;
    await examineDay({ ...order, reader, rollUp });
    examined.push(day);
  }
  return examined;
}
