import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: CloudWatchClient;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new CloudWatchClient(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const now = new Date();
const minute = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
const outcome = (Value: string) => [{ Name: "outcome", Value }];

function put(MetricName: string, datum: object, namespace = "samltrail") {
  return client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: [{ MetricName, ...datum }] }));
}

function read(MetricName: string, more: object = {}) {
  const command = new GetMetricStatisticsCommand({
    Namespace: "samltrail",
    MetricName,
    StartTime: new Date(minute.getTime() - 600_000),
    EndTime: new Date(minute.getTime() + 60_000),
    Period: 60,
    Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
    ...more,
  });
  return client.send(command).then((answer) => answer.Datapoints);
}

describe("PutMetricData and GetMetricStatistics", () => {
  test("values, value lists and statistic sets of one minute join into one datapoint", async () => {
    await put("Latency", { Value: 4, Unit: "Milliseconds", Timestamp: now });
    await put("Latency", { Values: [1, 10], Counts: [2, 1], Unit: "Milliseconds", Timestamp: now });
    const StatisticValues = { SampleCount: 2, Sum: 40, Minimum: 0.5, Maximum: 39.5 };
    await put("Latency", { StatisticValues, Unit: "Milliseconds", Timestamp: now });
    expect(await read("Latency")).toEqual([
      {
        Timestamp: minute,
        Unit: "Milliseconds",
        SampleCount: 6,
        Sum: 56,
        Average: 56 / 6,
        Minimum: 0.5,
        Maximum: 39.5,
      },
    ]);
  });

  test("dimensions tell metrics apart, whatever their order", async () => {
    const [a, b] = [
      { Name: "a", Value: "1" },
      { Name: "b", Value: "2" },
    ];
    await put("Ordered", { Value: 1, Dimensions: [a, b], Timestamp: now });
    await put("Ordered", { Value: 2, Dimensions: [b, a], Timestamp: now });
    await put("Ordered", { Value: 100, Dimensions: [a], Timestamp: now });
    expect(await read("Ordered", { Dimensions: [b, a], Statistics: ["Sum"] })).toEqual([
      { Timestamp: minute, Unit: "None", Sum: 3 },
    ]);
  });

  test("a datum counts at the time it says, and periods join minutes", async () => {
    for (const minutesAgo of [0, 1, 6]) {
      await put("Logins", { Value: 1, Unit: "Count", Timestamp: new Date(minute.getTime() - minutesAgo * 60_000) });
    }
    expect(await read("Logins", { Statistics: ["Sum"] })).toHaveLength(3);
    const joined = await read("Logins", { Statistics: ["Sum"], Period: 300 });
    expect(joined?.map((point) => [point.Timestamp?.getTime(), point.Sum])).toEqual(
      expect.arrayContaining([
        [minute.getTime() - 300_000, 1 + 0],
        [minute.getTime() - 600_000, 1],
      ]),
    );
  });

  test("a large body arrives although the SDK compresses it", async () => {
    const MetricData = Array.from({ length: 900 }, (_, index) => ({
      MetricName: "Compressed",
      Dimensions: outcome(`outcome-number-${index % 3}`),
      Value: 1,
      Timestamp: now,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: "samltrail", MetricData }));
    const found = await read("Compressed", { Dimensions: outcome("outcome-number-1"), Statistics: ["Sum"] });
    expect(found?.[0]?.Sum).toBe(300);
  });

  test.each([
    ["older than two weeks", { Value: 1, Timestamp: new Date(now.getTime() - 15 * 86_400_000) }, "two weeks"],
    ["more than two hours ahead", { Value: 1, Timestamp: new Date(now.getTime() + 3 * 3_600_000) }, "two hours"],
    ["of two forms at once", { Value: 1, Values: [1] }, "exactly one of"],
    ["without a value", {}, "exactly one of"],
    ["with counts that do not fit", { Values: [1, 2], Counts: [1] }, "Counts"],
  ])("a datum %s is refused", async (_what, datum, message) => {
    await expect(put("Refused", datum)).rejects.toThrow(message);
    expect(await read("Refused")).toEqual([]);
  });

  test("one wrong datum refuses the whole call", async () => {
    const MetricData = [
      { MetricName: "Whole", Value: 1, Timestamp: now },
      { MetricName: "Whole", Value: 1, Timestamp: new Date(0) },
    ];
    const call = client.send(new PutMetricDataCommand({ Namespace: "samltrail", MetricData }));
    await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    expect(await read("Whole")).toEqual([]);
  });
});

describe("ListMetrics", () => {
  test("names each metric once, filtered by namespace, name and dimension", async () => {
    await put("Listed", { Value: 1, Dimensions: outcome("succeeded") }, "samltrail/listed");
    await put("Listed", { Value: 1, Unit: "Count", Dimensions: outcome("succeeded") }, "samltrail/listed");
    await put("Listed", { Value: 1, Dimensions: outcome("failed") }, "samltrail/listed");
    const all = await client.send(new ListMetricsCommand({ Namespace: "samltrail/listed" }));
    expect(all.Metrics).toHaveLength(2);
    const failed = await client.send(
      new ListMetricsCommand({ Namespace: "samltrail/listed", MetricName: "Listed", Dimensions: outcome("failed") }),
    );
    expect(failed.Metrics).toEqual([
      { Namespace: "samltrail/listed", MetricName: "Listed", Dimensions: outcome("failed") },
    ]);
  });

  test("hands long lists out in pages", async () => {
    const MetricData = Array.from({ length: 700 }, (_, index) => ({
      MetricName: "Paged",
      Dimensions: outcome(String(index)),
      Value: 1,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: "samltrail/paged", MetricData }));
    const first = await client.send(new ListMetricsCommand({ Namespace: "samltrail/paged" }));
    const NextToken = first.NextToken;
    const second = await client.send(new ListMetricsCommand({ Namespace: "samltrail/paged", NextToken }));
    expect([first.Metrics?.length, second.Metrics?.length, second.NextToken]).toEqual([500, 200, undefined]);
  });
});

describe("a second start", () => {
  test("finds the metrics, and cuts off a line that a crash left half-written", async () => {
    const first = await startTestStandIn();
    const write = new CloudWatchClient(first.client);
    const data = (Value: number) =>
      new PutMetricDataCommand({
        Namespace: "samltrail",
        MetricData: [{ MetricName: "Kept", Value, Timestamp: now }],
      });
    await write.send(data(3));
    write.destroy();
    await first.aws.close();
    await appendFile(join(first.directory, "cloudwatch", "data.jsonl"), '[{"namespace":"samltr');

    for (const expected of [10, 17]) {
      const again = await startTestStandIn(first.directory);
      const reader = new CloudWatchClient(again.client);
      await reader.send(data(7));
      const [series] = [...again.aws.metrics.series()];
      expect([...(series?.minutes.values() ?? [])].map((statistics) => statistics.sum)).toEqual([expected]);
      reader.destroy();
      await again.stop();
    }
    await first.stop().catch(() => undefined);
  });
});
