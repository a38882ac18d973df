/** What holds for every input: a property that the tests try a few times from a fixed seed, and `npm run fuzz` for as long as wished. */
import fc from "fast-check";

export type Details = fc.RunDetails<unknown>;

export interface Property {
  readonly name: string;
  /** How often the tests try it: a second or so. */
  readonly runs: number;
  check(parameters: Pick<fc.Parameters, "seed" | "path" | "numRuns" | "interruptAfterTimeLimit">): Promise<Details>;
}

/** @param holds throws where it does not hold */
export function property<Drawn>(
  name: string,
  runs: number,
  drawn: fc.Arbitrary<Drawn>,
  holds: (drawn: Drawn) => Promise<void> | void,
): Property {
  const asked = fc.asyncProperty(drawn, async (each) => {
    await holds(each);
  });
  return { name, runs, check: async (parameters) => (await fc.check(asked, parameters)) as Details };
}
