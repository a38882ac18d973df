/**
 * A sample over days that were examined apart. Each draw falls on a day with the probability of its share of the population, and takes
 * the next event that the day itself drew: nobody can steer it, and everybody can draw it again.
 */
import { hash } from "node:crypto";
import { POPULATION_NAMES, type PopulationName } from "../populations.ts";
import type { Drawn } from "../sample.ts";
import type { ExaminedDay } from "./examined-day.ts";

export const OVER_DAYS =
  "Draw i of a population takes the SHA-256 of `seed population i` (i from 0, blanks between) as a number, modulo the population's size; counted through the days in their order, that number falls on a day. Of that day the next event of its own sample is taken, which was drawn by the lowest leaf XORed with the SHA-256 of the hash of the day's roll-up. A draw on a day that has none left is left out.";

/** After as many draws in vain, days have none left. */
const TRIES = 100;

function dayOfDraw(sizes: readonly number[], draw: bigint): number {
  let left = draw % BigInt(sizes.reduce((sum, size) => sum + size, 0));
  return sizes.findIndex((size) => {
    left -= BigInt(size);
    return left < 0n;
  });
}

function drawPopulation(days: readonly ExaminedDay[], population: PopulationName, seed: string, size: number): Drawn[] {
  const sizes = days.map(({ populations }) => populations.find(({ name }) => name === population)?.events ?? 0);
  const left = days.map(({ sample }) => sample.events.filter((each) => each.population === population));
  const available = left.reduce((sum, own) => sum + own.length, 0);
  const drawn: Drawn[] = [];
  for (let draw = 0; drawn.length < Math.min(size, available) && draw < TRIES * size; draw += 1) {
    const next = left[dayOfDraw(sizes, BigInt(`0x${hash("sha256", `${seed} ${population} ${draw}`)}`))]?.shift();
    if (next) drawn.push(next);
  }
  return drawn;
}

export const drawOverDays = (days: readonly ExaminedDay[], seed: string, size: number): readonly Drawn[] =>
  POPULATION_NAMES.toSorted().flatMap((population) => drawPopulation(days, population, seed, size));
