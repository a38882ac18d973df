/** GetMetricData: percentiles, metric math and searches, as far as dashboards use them. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: CloudWatchClient;

const minute = new Date(Math.floor(Date.now() / 300_000) * 300_000);
const ago = (minutes: number) => new Date(minute.getTime() - minutes * 60_000);

function put(MetricName: string, Timestamp: Date, values: readonly number[], dimensions: Record<string, string> = {}) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricData = [{ MetricName, Timestamp, Values: [...values], Dimensions }];
  return client.send(new PutMetricDataCommand({ Namespace: "samltrail", MetricData }));
}

/** @returns by label, the values in the order of time */
async function read(...queries: MetricDataQuery[]): Promise<Record<string, readonly number[]>> {
  const answer = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: ago(5),
      EndTime: minute,
      ScanBy: "TimestampAscending",
    }),
  );
  return Object.fromEntries((answer.MetricDataResults ?? []).map(({ Label = "", Values = [] }) => [Label, Values]));
}

function metric(Id: string, MetricName: string, Stat = "Sum", more: Partial<MetricDataQuery> = {}): MetricDataQuery {
  return { Id, MetricStat: { Metric: { Namespace: "samltrail", MetricName }, Period: 60, Stat }, ...more };
}

const hidden = { ReturnData: false };

const expression = (Expression: string, Label = "result"): MetricDataQuery => ({ Id: "e", Expression, Label });

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new CloudWatchClient(standIn.client);
  await put("Good", ago(5), [1, 1, 1]);
  await put("Good", ago(3), [1]);
  await put("Bad", ago(5), [1]);
  await put("Bad", ago(2), [1, 1]);
  await put(
    "Latency",
    ago(4),
    [...Array(100).keys()].map((value) => value + 1),
  );
  await put("Latency", ago(4), [1000]);
  for (const [reason, count] of [
    ["replay", 2],
    ["expired", 5],
  ] as const) {
    await put("Failures", ago(1), Array(count).fill(1), { Environment: "local", Reason: reason });
  }
  await put("Failures", ago(1), [1], { Environment: "other", Reason: "replay" });
  await put("Failures", ago(1), [1], { Environment: "local", Reason: "replay", IdentityProvider: "okta" });
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

describe("statistics", () => {
  test("percentiles are the nearest rank of all values of the period", async () => {
    const found = await read(
      metric("a", "Latency", "p50", { Label: "p50" }),
      metric("b", "Latency", "p99", { Label: "p99" }),
      metric("c", "Latency", "p100", { Label: "p100" }),
      metric("d", "Latency", "Average", { Label: "average" }),
    );
    expect(found).toEqual({ p50: [51], p99: [100], p100: [1000], average: [(5050 + 1000) / 101] });
  });

  test("values that were put as their sum only have no percentile, but where all are the same", async () => {
    const StatisticValues = (Maximum: number) => ({ SampleCount: 2, Sum: 4, Minimum: 2, Maximum });
    const MetricData = [
      { MetricName: "Summed", Timestamp: ago(4), StatisticValues: StatisticValues(3) },
      { MetricName: "Summed", Timestamp: ago(3), StatisticValues: StatisticValues(2) },
    ];
    await client.send(new PutMetricDataCommand({ Namespace: "samltrail", MetricData }));
    expect(await read(metric("a", "Summed", "p90", { Label: "p90" }))).toEqual({ p90: [2] });
  });

  test("percentiles are known again after a restart", async () => {
    const first = await startTestStandIn();
    const write = new CloudWatchClient(first.client);
    const MetricData = [{ MetricName: "Kept", Timestamp: ago(2), Values: [1, 5, 9] }];
    await write.send(new PutMetricDataCommand({ Namespace: "samltrail", MetricData }));
    write.destroy();
    await first.aws.close();
    const again = await startTestStandIn(first.directory);
    const [series] = [...again.aws.metrics.series()];
    expect([...(series?.minutes.values() ?? [])].map(({ values }) => values)).toEqual([
      [
        [1, 1],
        [5, 1],
        [9, 1],
      ],
    ]);
    await again.stop();
    await first.stop().catch(() => undefined);
  });
});

describe("expressions", () => {
  const good = metric("good", "Good", "Sum", hidden);
  const bad = metric("bad", "Bad", "Sum", hidden);

  test.each([
    ["good + bad", [4]],
    ["100 * FILL(good, 0) / (FILL(good, 0) + FILL(bad, 0))", [75, 100, 0]],
    ["FILL(bad, 7)", [1, 7, 7, 2, 7]],
    ["FILL(bad, REPEAT)", [1, 1, 1, 2, 2]],
    ["SUM(METRICS())", [4, 1, 2]],
    ["SUM([good, bad]) - 1", [3, 0, 1]],
    ["MAX(METRICS('oo'))", [3, 1]],
    ["FILL(good, 0) / SUM(good)", [0.75, 0, 0.25, 0, 0]],
    ["IF(FILL(good, 0) > 0, 1, -1)", [1, -1, 1, -1, -1]],
    ["IF(good >= 3, good)", [3]],
    ["RUNNING_SUM(good)", [3, 4]],
    ["-good ^ 2", [-9, -1]],
    ["good / (good - 3)", [-0.5]],
    ["PERIOD(good)", [60, 60]],
  ])("%s", async (source, values) => {
    expect(await read(good, bad, expression(source))).toEqual({ result: values });
  });

  test.each([
    ["good +", "the end is not expected here"],
    ["good $ 2", "is not understood"],
    ["nobody * 2", "there is no query nobody"],
    ["e + 1", "it refers to itself"],
    ["1 + 1", "a number, not a metric"],
    ["ANOMALY_DETECTION_BAND(good, 2)", "ANOMALY_DETECTION_BAND as it is used here"],
    ["SUM(good, bad, good)", "SUM as it is used here"],
    ["METRICS() + METRICS()", "two lists of metrics"],
    ["FILL(good, 'x')", "text stands where"],
    ["SEARCH('{samltrail} fail', 'Sum', 60)", "only exact terms"],
    ["SEARCH('{samltrail} MetricName=\"Good\"', 'tm90', 60)", "SEARCH as it is used here"],
  ])("%s is refused with its reason", async (source, reason) => {
    await expect(read(good, bad, expression(source))).rejects.toThrow(reason);
  });

  test("a query is a metric or an expression, not both and not neither", async () => {
    await expect(read({ Id: "e" })).rejects.toThrow("exactly one of MetricStat and Expression");
  });
});

describe("SEARCH", () => {
  const schema = "{samltrail,Environment,Reason}";

  test("finds the metrics with just the schema's dimensions, one series each, labelled by a dimension", async () => {
    const source = `SEARCH('${schema} MetricName="Failures" Environment="local"', 'Sum', 60)`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch's own label syntax.
    expect(await read(expression(source, "${PROP('Dim.Reason')}"))).toEqual({ replay: [2], expired: [5] });
  });

  test("takes alternatives, and puts a fixed label before the name", async () => {
    const source = `SEARCH('${schema} MetricName="Failures" AND Reason=("expired" OR "status")', 'Sum', 60)`;
    expect(await read(expression(source, "why"))).toEqual({ "why Failures local expired": [5] });
  });

  test("can be summed up", async () => {
    const source = `SUM(SEARCH('${schema} MetricName="Failures" Environment="local"', 'Sum', 60))`;
    expect(await read(expression(source))).toEqual({ result: [7] });
  });

  test("a label that is not understood is refused", async () => {
    const source = `SEARCH('${schema} MetricName="Failures"', 'Sum', 60)`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch's own label syntax.
    await expect(read(expression(source, "${MAX_TIME}"))).rejects.toThrow("label");
  });
});
