/** The numbers that each process gave its events: a number missing between two others is a missing event, or a late one. */
import * as z from "zod";

const ranges = z.array(z.tuple([z.int().min(1), z.int().min(1)]));

export const sequencesModel = z.strictObject({
  producer: z.string(),
  /** First and last number of each unbroken run, both included. */
  ranges,
  /** The holes between the runs. Before the first and after the last nobody can know from here. */
  gaps: ranges,
});

type Range = [first: number, last: number];
export type Sequences = z.infer<typeof sequencesModel>;

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

function describe(producer: string, ranges: readonly Range[]): Sequences {
  const merged = merge(ranges);
  const gaps = merged.slice(1).map(([first], index): Range => [(merged[index]?.[1] ?? 0) + 1, first - 1]);
  return { producer, ranges: merged, gaps };
}

function describeAll(byProducer: ReadonlyMap<string, readonly Range[]>): readonly Sequences[] {
  const producers = [...byProducer].sort(([a], [b]) => (a < b ? -1 : 1));
  return producers.map(([producer, ranges]) => describe(producer, ranges));
}

function collect(numbers: Iterable<readonly [producer: string, ...ranges: Range[]]>): Map<string, Range[]> {
  const byProducer = new Map<string, Range[]>();
  for (const [producer, ...ranges] of numbers) {
    const known = byProducer.get(producer);
    if (known) known.push(...ranges);
    else byProducer.set(producer, ranges);
  }
  return byProducer;
}

export function sequencesOf(
  events: Iterable<{ readonly producer: { readonly id: string; readonly sequence: number } | null }>,
): readonly Sequences[] {
  const numbers: [string, Range][] = [];
  for (const { producer } of events) if (producer) numbers.push([producer.id, [producer.sequence, producer.sequence]]);
  return describeAll(collect(numbers));
}

/** Over several seals: a hole in one may be filled by another. */
export function joinSequences(each: Iterable<readonly Sequences[]>): readonly Sequences[] {
  const all = [...each].flat().map(({ producer, ranges }): [string, ...Range[]] => [producer, ...ranges]);
  return describeAll(collect(all));
}
