/** Round times along the horizontal axis, in UTC. */
import type { Slots } from "./chart.ts";

interface Tick {
  readonly at: number;
  readonly text: string;
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** In minutes. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 20_160, 43_200];

const MAXIMUM_TICKS = 7;

/** A day where one begins, the time anywhere else. */
function tickText(at: number): string {
  const iso = new Date(at).toISOString();
  return at % DAY === 0 ? iso.slice(5, 10) : iso.slice(11, 16);
}

export function timeTicks({ start, end }: Slots): readonly Tick[] {
  const step = (STEPS.find((minutes) => (end - start) / (minutes * MINUTE) <= MAXIMUM_TICKS) ?? 43_200) * MINUTE;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) ticks.push({ at, text: tickText(at) });
  return ticks;
}
