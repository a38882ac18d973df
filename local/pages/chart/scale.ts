/** The vertical scale: round numbers, evenly apart. */

export interface Scale {
  /** From the lowest to the highest. */
  readonly ticks: readonly number[];
  /** Where a value lies, in percent from the top. */
  readonly percent: (value: number) => number;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Ticks at most above the lowest. */
const MAXIMUM_STEPS = 4;

function roundStep(least: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = (STEPS.find((each) => each * power >= least * (1 - 1e-9)) ?? 10) * power;
  return whole ? Math.max(1, Math.ceil(step)) : step;
}

/** @param values everything that must be on it; zero always is */
export function scaleFor(values: readonly number[]): Scale {
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0, ...values);
  const range = highest - lowest || 1;
  const step = roundStep(range / MAXIMUM_STEPS, values.every(Number.isInteger));
  const bottom = Math.floor(lowest / step);
  const top = Math.max(Math.ceil(highest / step - 1e-9), bottom + 1);
  const ticks = Array.from({ length: top - bottom + 1 }, (_, index) => (bottom + index) * step);
  const height = (top - bottom) * step;
  return { ticks, percent: (value) => 100 - ((value - bottom * step) / height) * 100 };
}
