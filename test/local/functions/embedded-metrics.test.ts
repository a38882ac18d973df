import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { describe, expect, test } from "@jest/globals";
import { readEmbeddedMetrics } from "../../../local/functions/embedded-metrics.ts";

describe("a line that a function prints", () => {
  test("is read as metrics where Powertools wrote it as such", () => {
    const metrics = new Metrics({ namespace: "samltrail/operations", serviceName: "samltrail" });
    metrics.addDimension("step", "read-form");
    for (const latency of [2, 4]) metrics.addMetric("Latency", MetricUnit.Milliseconds, latency);
    metrics.addMetric("ColdStart", MetricUnit.Count, 1);
    const found = readEmbeddedMetrics(JSON.stringify(metrics.serializeMetrics()));
    const dimensions = [
      { Name: "service", Value: "samltrail" },
      { Name: "step", Value: "read-form" },
    ];
    const common = {
      namespace: "samltrail/operations",
      dimensions: expect.arrayContaining(dimensions),
      at: expect.any(Number),
    };
    expect(found).toEqual([
      {
        ...common,
        name: "Latency",
        unit: "Milliseconds",
        statistics: {
          count: 2,
          sum: 6,
          minimum: 2,
          maximum: 4,
          values: [
            [2, 1],
            [4, 1],
          ],
        },
      },
      {
        ...common,
        name: "ColdStart",
        unit: "Count",
        statistics: { count: 1, sum: 1, minimum: 1, maximum: 1, values: [[1, 1]] },
      },
    ]);
  });

  test.each([
    ["a log line", '{"level":"INFO","message":"signed in"}'],
    ["a text", "hello CloudWatchMetrics"],
    ["half a line", '{"_aws":{"CloudWatchMetrics":['],
    ["a line that only mentions it", '{"message":"\\"CloudWatchMetrics\\""}'],
  ])("is left alone where it is %s", (_what, line) => {
    expect(readEmbeddedMetrics(line)).toBeNull();
  });
});
