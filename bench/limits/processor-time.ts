/** Processor time of this process: what other processes do meanwhile does not count, and every thread of ours does. */

export interface Cost {
  /** Milliseconds. */
  readonly median: number;
  readonly worst: number;
}

const WARM_UP = 3;
const RUNS = 9;

async function once(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Runs it a few times to warm up, and then a few times more. */
export async function processorTime(run: () => Promise<unknown>): Promise<Cost> {
  for (let index = 0; index < WARM_UP; index += 1) await run();
  const times: number[] = [];
  for (let index = 0; index < RUNS; index += 1) times.push(await once(run));
  times.sort((left, right) => left - right);
  return { median: times[Math.floor(RUNS / 2)] ?? Number.NaN, worst: times.at(-1) ?? Number.NaN };
}
