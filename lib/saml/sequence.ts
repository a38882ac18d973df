/** Runs steps one after the other: the first that fails wins, every one is timed, nothing is skipped. */
import { STEPS, type StepName } from "../events/vocabulary.ts";
import { LoginRefused } from "./refusal.ts";
import { refusalOf, type Step, type StepTiming } from "./step.ts";

/** Called around each step; must call `run` once and return its promise. The tracer wraps steps with it. */
export type AroundStep = <Result>(name: StepName, run: () => Promise<Result>) => Promise<Result>;

type Outcome<Known> =
  | { readonly outcome: "completed"; readonly known: Known; readonly steps: readonly StepTiming[] }
  | {
      readonly outcome: "refused";
      readonly step: StepName;
      readonly refusal: LoginRefused;
      /** What the steps before the refusal had found. */
      readonly known: Partial<Known>;
      readonly steps: readonly StepTiming[];
    };

export interface Sequence<Start, Known> {
  readonly names: readonly StepName[];
  /** Adds a step; what it needs must be known by then. */
  followedBy<Name extends StepName, Adds>(step: Step<Name, Known, Adds>): Sequence<Start, Known & Adds>;
  run(start: Start, around?: AroundStep): Promise<Outcome<Known>>;
}

type AnyStep = Step<StepName, never, object>;

/** An unforeseen error is a refusal too: whatever goes wrong, nobody gets in. */
function asRefusal(error: unknown, name: StepName): LoginRefused {
  const allowed: readonly string[] = STEPS[name];
  if (error instanceof LoginRefused && (error.reason === "internal" || allowed.includes(error.reason))) return error;
  return new LoginRefused("internal", { problem: "unexpected-error", cause: error });
}

const plain: AroundStep = (_name, run) => run();

function build<Start, Known>(steps: readonly AnyStep[]): Sequence<Start, Known> {
  return {
    names: steps.map((step) => step.name),
    followedBy: (step) => build([...steps, step as unknown as AnyStep]),
    async run(start, around = plain) {
      let known: object = start as object;
      const timings: StepTiming[] = [];
      for (const step of steps) {
        const begun = performance.now();
        const time = () => timings.push({ name: step.name, ms: Math.round((performance.now() - begun) * 1000) / 1000 });
        try {
          const tools = { refuse: refusalOf(step.name), earlier: [...timings] };
          const added = await around(step.name, async () => step.run(known as never, tools));
          known = { ...known, ...added };
          time();
        } catch (error) {
          time();
          const refusal = asRefusal(error, step.name);
          return { outcome: "refused", step: step.name, refusal, known: known as Partial<Known>, steps: timings };
        }
      }
      return { outcome: "completed", known: known as Known, steps: timings };
    },
  };
}

/** The empty sequence: it knows what it is started with. */
export function sequence<Start extends object>(): Sequence<Start, Start> {
  return build<Start, Start>([]);
}
