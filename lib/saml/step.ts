/** A step: one small named function that takes what is known so far and returns more, or throws a `LoginRefused`. */
import type { ReasonOf, StepName } from "../events/vocabulary.ts";
import { LoginRefused, type Refuse } from "./refusal.ts";

export interface StepTiming {
  readonly name: StepName;
  /** Duration in milliseconds. */
  readonly ms: number;
}

export interface StepTools<Name extends StepName> {
  readonly refuse: Refuse<Name>;
  /** The steps that ran before this one. */
  readonly earlier: readonly StepTiming[];
}

export interface Step<Name extends StepName, Needs, Adds> {
  readonly name: Name;
  run(known: Needs, tools: StepTools<Name>): Adds | Promise<Adds>;
}

/** The refusal maker of a step, typed by its row of the table. */
export function refusalOf<Name extends StepName>(_name: Name): Refuse<Name> {
  return (reason: ReasonOf<Name>, detail) => new LoginRefused(reason, detail);
}

/** Gives a step its name. What it needs and adds is inferred from the function. */
export function defineStep<Name extends StepName, Needs, Adds>(
  name: Name,
  run: (known: Needs, tools: StepTools<Name>) => Adds | Promise<Adds>,
): Step<Name, Needs, Adds> {
  return { name, run };
}
