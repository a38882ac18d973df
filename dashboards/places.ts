/** What a stage's resources are called where it runs: what dashboards and alarms are made for. */

import type { TableName } from "../infra/pipeline/types.ts";
import { type FunctionName, pipeline } from "../infra/pipeline.ts";

export interface NamedQueue {
  /** The function that takes from it, or whose schedule it belongs to. */
  readonly of: FunctionName;
  /** The queue's own name. */
  readonly name: string;
}

export interface Places {
  /** The stage's environment: a dimension of every metric that is counted from events. */
  readonly environment: string;
  /** Powertools' service: the dimension of every metric that functions tell about themselves. */
  readonly service: string;
  readonly region: string;
  readonly functions: Readonly<Record<FunctionName, string>>;
  /** Of the consumers of events. */
  readonly queues: readonly NamedQueue[];
  readonly deadLetterQueues: readonly NamedQueue[];
  readonly tables: Readonly<Record<TableName, string>>;
  /** The HTTP API's id. */
  readonly api: string;
  /** An alarm's ARN begins with it and ends with the alarm's short name. */
  readonly alarmArnPrefix: string;
}

function named<Name extends string>(names: readonly Name[]): Readonly<Record<Name, string>> {
  return Object.fromEntries(names.map((name): [string, string] => [name, name])) as Record<Name, string>;
}

/** The places where everything is called as the pipeline calls it: on one machine, and in tests. */
export function placesByName(given: Pick<Places, "environment" | "service" | "region">): Places {
  const consumers = pipeline.consumers.map(({ function: of }) => of);
  const schedules = pipeline.schedules.map(({ function: of }) => of);
  return {
    ...given,
    functions: named(pipeline.functions.map(({ name }) => name)),
    queues: consumers.map((of) => ({ of, name: of })),
    deadLetterQueues: [...consumers, ...schedules].map((of) => ({ of, name: `${of}-dead-letters` })),
    tables: named(pipeline.tables.map(({ name }) => name)),
    api: "api",
    alarmArnPrefix: `arn:aws:cloudwatch:${given.region}:000000000000:alarm:samltrail-`,
  };
}
