/**
 * The login objective: of the logins that samltrail should have let in, 99.9 % are, over 30 days. Bad is a login that failed through
 * the service's own fault: its reason is one of `isServiceFault`, or the function crashed, or Lambda throttled it, and the person saw
 * no page of ours. A refusal for the person's, the provider's or an attacker's own cause is neither good nor bad: counted as good,
 * a flood of forged messages would hide an outage.
 *
 * The alarms are those of the Site Reliability Workbook, chapter 5, table 5-8: the error budget of 30 days burns 14.4 times too fast
 * over an hour (2 % of it is gone) or 6 times over six hours (5 %), and still does over a twelfth of that time, so that the alarm
 * ends soon after the trouble.
 */
import type { Places } from "../places.ts";
import { counted, ofAws } from "../reference.ts";
import type { CompositeAlarm, MetricAlarm } from "./alarm.ts";

const OBJECTIVE = 0.999;

interface Window {
  readonly name: string;
  readonly periodSeconds: number;
  /** As many must have failed: of three logins in a night, one is no outage. */
  readonly minimum: number;
}

interface Burn {
  readonly name: string;
  readonly rate: number;
  readonly means: string;
  readonly windows: readonly [long: Window, short: Window];
}

const BURNS: readonly Burn[] = [
  {
    name: "login-burn-fast",
    rate: 14.4,
    means: "logins fail through our own fault so often that the error budget of a month is gone in two days",
    windows: [
      { name: "1h", periodSeconds: 3_600, minimum: 5 },
      { name: "5m", periodSeconds: 300, minimum: 1 },
    ],
  },
  {
    name: "login-burn-slow",
    rate: 6,
    means: "logins fail through our own fault so often that the error budget of a month is gone in five days",
    windows: [
      { name: "6h", periodSeconds: 21_600, minimum: 5 },
      { name: "30m", periodSeconds: 1_800, minimum: 1 },
    ],
  },
];

/** Percent of the logins that may fail through our own fault before the budget burns so many times too fast. */
export const burnThreshold = (rate: number): number => Number((100 * rate * (1 - OBJECTIVE)).toFixed(3));

const told = ({ name, means }: Burn) =>
  ({ name, summary: means, runbook: "login-burn", audience: "operations" }) as const;

function windowAlarm({ environment: Environment, functions }: Places, burn: Burn, window: Window): MetricAlarm {
  const faults = counted("LoginFaults", { Environment });
  const ofFunction = { FunctionName: functions.acs };
  return {
    ...told(burn),
    name: `${burn.name}-${window.name}`,
    summary: `${burn.means}, over ${window.name}`,
    metrics: [
      { id: "faults", reference: faults, stat: "Sum" },
      { id: "logins", reference: faults, stat: "SampleCount" },
      { id: "crashes", reference: ofAws("AWS/Lambda", "Errors", ofFunction), stat: "Sum" },
      { id: "throttles", reference: ofAws("AWS/Lambda", "Throttles", ofFunction), stat: "Sum" },
    ],
    expressions: [
      // Over a list, so that what is missing altogether counts as nothing instead of making the whole missing.
      { id: "bad", expression: "SUM([faults, crashes, throttles])" },
      { id: "all", expression: "SUM([logins, crashes, throttles])" },
      { id: "percent", expression: `IF(bad >= ${window.minimum}, 100 * bad / all, 0)` },
    ],
    periodSeconds: window.periodSeconds,
    periods: { beyond: 1, of: 1 },
    comparison: "at least",
    threshold: burnThreshold(burn.rate),
    // Nobody signs in at night.
    missingData: "notBreaching",
    silent: true,
  };
}

export function burnAlarms(places: Places): readonly MetricAlarm[] {
  return BURNS.flatMap((burn) => burn.windows.map((window) => windowAlarm(places, burn, window)));
}

export function burnComposites(): readonly CompositeAlarm[] {
  return BURNS.map((burn) => ({ ...told(burn), allOf: burn.windows.map(({ name }) => `${burn.name}-${name}`) }));
}
