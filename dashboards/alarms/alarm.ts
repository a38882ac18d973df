/** Alarms as data: what infra turns into CloudWatch alarms, and tests hold to what the code emits. */
import type { MetricReference } from "../reference.ts";

type AlarmStatistic = "Sum" | "Average" | "Minimum" | "Maximum" | "SampleCount";

/** Whose dashboard shows it. */
export type Audience = "security" | "operations" | "compliance";

interface Told {
  /** Within the stage: lower-case words and hyphens. */
  readonly name: string;
  /** One sentence: what is the case when it is in alarm. */
  readonly summary: string;
  /** The file of `docs/runbooks/` that says what to do, without `.md`. */
  readonly runbook: string;
  readonly audience: Audience;
}

/** One of several metrics that an alarm's arithmetic names by its id. */
export interface AlarmMetric {
  readonly id: string;
  readonly reference: MetricReference;
  readonly stat: AlarmStatistic;
}

export interface MetricAlarm extends Told {
  readonly metrics: readonly AlarmMetric[];
  /** Arithmetic on the metrics, each on those before it; the last is what is judged. None: the only metric is. */
  readonly expressions: readonly { readonly id: string; readonly expression: string }[];
  readonly periodSeconds: number;
  /** How many of the last periods must be beyond the threshold, of how many. */
  readonly periods: { readonly beyond: number; readonly of: number };
  readonly comparison: "at least" | "less than";
  readonly threshold: number;
  /** What it means when nothing was emitted; chosen for each. */
  readonly missingData: "notBreaching" | "breaching" | "ignore";
  /** Part of a composite alarm, which tells in its place. */
  readonly silent: boolean;
}

/** In alarm while all of the others are. */
export interface CompositeAlarm extends Told {
  readonly allOf: readonly string[];
}

type Single = Pick<Told, "name" | "summary" | "runbook" | "audience"> &
  Pick<MetricAlarm, "threshold"> &
  Partial<Pick<MetricAlarm, "comparison" | "missingData" | "periods">> & {
    readonly of: MetricReference;
    /** Judged in place of a period without data. CloudWatch by itself looks further back for data, and alarms hours later. */
    readonly silenceIs?: number;
    readonly stat: AlarmStatistic;
    readonly periodSeconds: number;
  };

/** An alarm on one metric. Unless it says otherwise: at least the threshold, once, and silence is good news. */
export function alarmOn({ of, stat, silenceIs, ...rest }: Single): MetricAlarm {
  return {
    comparison: "at least",
    periods: { beyond: 1, of: 1 },
    missingData: "notBreaching",
    ...rest,
    metrics: [{ id: "metric", reference: of, stat }],
    expressions: silenceIs === undefined ? [] : [{ id: "heard", expression: `FILL(metric, ${silenceIs})` }],
    silent: false,
  };
}

/** An alarm on the sum of some metrics, any of which may be missing. */
export function alarmOnSum({
  ofAll,
  stat,
  ...rest
}: Omit<Single, "of" | "silenceIs"> & { readonly ofAll: readonly MetricReference[] }): MetricAlarm {
  const metrics = ofAll.map((reference, index) => ({ id: `metric${index}`, reference, stat }));
  const expression = `SUM([${metrics.map(({ id }) => id).join(", ")}])`;
  return {
    comparison: "at least",
    periods: { beyond: 1, of: 1 },
    missingData: "notBreaching",
    ...rest,
    metrics,
    expressions: [{ id: "total", expression }],
    silent: false,
  };
}
