/** The arithmetic of the alarms on the login objective, done by the stand-in's CloudWatch on data as they are put. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { metricAlarms } from "../../dashboards/alarms/all.ts";
import { getMetricData } from "../../local/aws/cloudwatch/get-metric-data.ts";
import { type MetricStore, openMetricStore } from "../../local/aws/cloudwatch/metric-store.ts";
import { statisticsOf } from "../../local/aws/cloudwatch/put-metric-data.ts";
import { PLACES } from "./helpers/defined.ts";

const END = Date.UTC(2026, 7, 3, 12) / 1000;

let folder: string;
let store: MetricStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "samltrail-objective-"));
  store = await openMetricStore(join(folder, "metrics.jsonl"));
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const alarmOf = (name: string) => {
  const alarm = metricAlarms(PLACES).find((each) => each.name === name);
  if (!alarm) throw new Error(`no alarm ${name}`);
  return alarm;
};

/** So many of a value, a minute before the end. */
async function put(
  namespace: string,
  name: string,
  dimensions: Record<string, string>,
  values: readonly [number, number][],
) {
  await store.record([
    {
      namespace,
      name,
      dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      unit: "Count",
      at: (END - 60) * 1000,
      statistics: statisticsOf(
        values.map(([value]) => value),
        values.map(([, count]) => count),
      ),
    },
  ]);
}

const logins = (good: number, bad: number) =>
  put("samltrail", "LoginFaults", { Environment: "production" }, [
    ...(good > 0 ? [[0, good] as [number, number]] : []),
    ...(bad > 0 ? [[1, bad] as [number, number]] : []),
  ]);
const ofFunction = (name: "Errors" | "Throttles", sum: number) =>
  put("AWS/Lambda", name, { FunctionName: "acs" }, [[sum, 1]]);

/** Whether an alarm would ring, by its last period. */
function rings(name: string): boolean {
  const { metrics, expressions, periodSeconds, threshold } = alarmOf(name);
  const judged = expressions.at(-1)?.id;
  const answer = getMetricData(store, {
    StartTime: END - periodSeconds,
    EndTime: END,
    MetricDataQueries: [
      ...metrics.map(({ id, reference, stat }) => ({
        Id: id,
        MetricStat: {
          Metric: {
            Namespace: reference.namespace,
            MetricName: reference.name,
            Dimensions: reference.dimensions.map(([Name, Value]) => ({ Name, Value })),
          },
          Period: periodSeconds,
          Stat: stat,
        },
        ReturnData: false,
      })),
      ...expressions.map(({ id, expression }) => ({ Id: id, Expression: expression, ReturnData: id === judged })),
    ],
  }) as { MetricDataResults: readonly { Values: readonly number[] }[] };
  const [value] = answer.MetricDataResults[0]?.Values ?? [];
  return value !== undefined && value >= threshold;
}

describe("an hour rings", () => {
  test.each([
    ["at 1.5 % of the logins that should have been let in", 985, 15, true],
    ["not at 1 %", 990, 10, false],
    ["where all fail", 0, 40, true],
    ["not where fewer than five failed, however few there were", 1, 4, false],
  ])("%s", async (_case, good, bad, expected) => {
    await logins(good, bad);
    expect(rings("login-burn-fast-1h")).toBe(expected);
  });

  test("where the function crashes or is throttled, and nothing of it is counted from events", async () => {
    await ofFunction("Errors", 3);
    await ofFunction("Throttles", 4);
    expect(rings("login-burn-fast-1h")).toBe(true);
    expect(rings("login-burn-fast-5m")).toBe(true);
  });

  test("not for what is refused with another cause, however much of it there is, and for an outage all the same", async () => {
    await put("samltrail", "LoginAttempts", { Environment: "production", Outcome: "failed" }, [[1, 100_000]]);
    expect(rings("login-burn-fast-1h")).toBe(false);
    await logins(10, 10);
    expect(rings("login-burn-fast-1h")).toBe(true);
  });

  test("not at night", () => {
    for (const name of ["login-burn-fast-1h", "login-burn-fast-5m", "login-burn-slow-6h", "login-burn-slow-30m"]) {
      expect(rings(name)).toBe(false);
    }
  });
});

test("six hours ring at 0.7 %, where one hour does not yet", async () => {
  await logins(993, 7);
  expect([rings("login-burn-slow-6h"), rings("login-burn-slow-30m"), rings("login-burn-fast-1h")]).toEqual([
    true,
    true,
    false,
  ]);
});
