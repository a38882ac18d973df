/** docs/cost.md is what the computation gives, and the computation does what it says. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { pipeline } from "../../infra/pipeline.ts";
import { batchOf, tracedOf } from "../../tools/cost/function-cost.ts";
import { computedPart, estimates, MILLION_A_DAY, withComputedPart } from "../../tools/cost/page.ts";
import { countStage } from "../../tools/cost/stage.ts";
import { type Counts, countTemplates } from "../../tools/cost/template.ts";
import { readUsage } from "../../tools/cost/usage.ts";

const page = readFileSync("docs/cost.md", "utf8");
const usage = readUsage();
let counts: Counts;
let of: ReturnType<typeof estimates>;

beforeAll(async () => {
  counts = await countStage();
  of = estimates(usage, counts);
});

test("the page says what is computed from the measurement, the templates and the prices: npm run cost -- --write", () => {
  expect(withComputedPart(page, computedPart(usage, counts))).toBe(page);
});

test("a million logins at a million a day cost no more than they did when the page was written", () => {
  expect(of("us-east-1", MILLION_A_DAY).million).toBeLessThanOrEqual(27);
});

describe("an estimate", () => {
  test("is its fixed part and its logins, and nothing else", () => {
    const { lines, fixed, month, million } = of("us-east-1", 1_000_000);
    const login = lines.reduce((sum, line) => sum + line.login, 0);
    expect(month).toBeCloseTo(fixed + login * 1_000_000, 6);
    expect(million).toBeCloseTo(month, 6);
  });

  test("has the same fixed part at every size", () => {
    expect(of("us-east-1", 10_000).fixed).toBe(of("us-east-1", MILLION_A_DAY).fixed);
  });

  test("grows by the start page and by traces where they are asked for", () => {
    const plain = of("us-east-1", MILLION_A_DAY).million;
    const traced = of("us-east-1", MILLION_A_DAY, { tracing: true }).million;
    expect(traced).toBeGreaterThan(plain);
    expect(of("us-east-1", MILLION_A_DAY, { tracing: true, startPage: true }).million).toBeGreaterThan(traced);
  });

  test("is lower in no region than the prices there are", () => {
    expect(of("eu-central-1", MILLION_A_DAY).million).toBeGreaterThan(of("us-east-1", MILLION_A_DAY).million);
  });
});

describe("a batch", () => {
  const [consumer] = pipeline.consumers;
  if (!consumer) throw new Error("the pipeline has no consumer");
  const given = { ...consumer, batch: { size: 100, windowSeconds: 10 } };

  test("is of one message where hardly any come", () => {
    expect(batchOf(given, 0.0001)).toBeCloseTo(1, 3);
  });

  test("is what a fifth of the messages come to in the window", () => {
    expect(batchOf(given, 5)).toBe(11);
  });

  test("is never larger than its size", () => {
    expect(batchOf(given, 10_000)).toBe(100);
  });
});

test("of a function called once a second or less every call is traced, of a busy one a twentieth and a little", () => {
  expect(tracedOf(0.5)).toBe(1);
  expect(tracedOf(100)).toBeCloseTo((1 + 99 * 0.05) / 100);
});

test("alarms are counted by the metrics that they watch", () => {
  const alarms = {
    one: { Properties: { MetricName: "Errors" } },
    joint: { Properties: { Metrics: [{ MetricStat: {} }, { MetricStat: {} }, { Expression: "a / b" }] } },
  };
  const template = { findResources: (type: string) => (type === "AWS::CloudWatch::Alarm" ? alarms : {}) };
  expect(countTemplates([template as never])).toMatchObject({ alarms: 2, alarmMetrics: 3, functions: 0 });
});

test("a page without a place for what is computed is refused", () => {
  expect(() => withComputedPart("# Cost\n", "")).toThrow("docs/cost.md has no");
});
