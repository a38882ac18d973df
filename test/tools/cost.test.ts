/** docs/cost.md is what the computation gives, and the computation does what it says. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { pipeline } from "../../infra/pipeline.ts";
import { batchOf, metricBytesOf, tracedOf } from "../../tools/cost/function-cost.ts";
import { unitsOf } from "../../tools/cost/modelled.ts";
import { computedPart, estimates, MILLION_A_DAY, withComputedPart } from "../../tools/cost/page.ts";
import { countStage } from "../../tools/cost/stage.ts";
import { type Counts, countTemplates } from "../../tools/cost/template.ts";
import { NO_USE, readUsage } from "../../tools/cost/usage.ts";

const page = readFileSync("docs/cost.md", "utf8");
const usage = readUsage();
let counts: Counts;
let of: ReturnType<typeof estimates>;

const aCall = (writeUnits: number) => ({ calls: 1, readUnits: 0, writeUnits, entries: 1, bytes: 0 });
const ONE_RUN = { ...NO_USE, invocations: 1 };

beforeAll(async () => {
  counts = await countStage();
  of = estimates(usage, counts);
});

test("the page says what is computed from the measurement, the templates and the prices: npm run cost -- --write", () => {
  expect(withComputedPart(page, computedPart(usage, counts))).toBe(page);
});

describe("a million logins at a million a day, traced", () => {
  test("cost at most 20 dollars where the ledger is paid for by the hour, which fits that size", () => {
    expect(of("us-east-1", MILLION_A_DAY, { capacity: "provisioned" }).million).toBeLessThanOrEqual(20);
  });

  test("cost no more by default than they did when the page was written", () => {
    expect(of("us-east-1", MILLION_A_DAY).million).toBeLessThanOrEqual(20.5);
  });
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
    const plain = of("us-east-1", MILLION_A_DAY, { tracing: false }).million;
    const traced = of("us-east-1", MILLION_A_DAY).million;
    expect(traced).toBeGreaterThan(plain);
    expect(of("us-east-1", MILLION_A_DAY, { startPage: true }).million).toBeGreaterThan(traced);
  });

  test("is lower in no region than the prices there are", () => {
    expect(of("eu-central-1", MILLION_A_DAY).million).toBeGreaterThan(of("us-east-1", MILLION_A_DAY).million);
  });
});

test("a ledger by the hour costs more than one by the request where few sign in: its floor is paid for day and night", () => {
  const million = (capacity: "on-demand" | "provisioned") => of("us-east-1", 1_000_000, { capacity }).million;
  expect(million("provisioned")).toBeGreaterThan(million("on-demand"));
});

describe("what a measurement cannot show", () => {
  const running = (rate: number) => ({ rate, batch: 100, windowSeconds: 20, invocations: 1 / 100 });

  test("is for names what the assumptions say, whatever the few people of the measurement did", () => {
    const calls = { "DynamoDB UpdateItem of identities": aCall(1_000), "DynamoDB PutItem of login-ledger": aCall(10) };
    const { writeUnits, ledger } = unitsOf("acs", calls, 10, running(10));
    expect(ledger.writeUnits).toBe(1);
    expect(writeUnits - ledger.writeUnits).toBeCloseTo(0.214 * 2 + 0.2 + 0.05, 2);
  });

  test("is for marks a write of all that five seconds have, for each five that a batch has events of", () => {
    const units = (rate: number) => unitsOf("record-metrics", {}, 1, running(rate)).writeUnits;
    expect(units(10)).toBeCloseTo(0.95 + (5 / 100) * 1);
    // 975 marks: eight kilobytes.
    expect(units(100)).toBeCloseTo(0.95 + (5 / 100) * 8);
  });

  test("is for roles a write a minute at most, however many logins are granted them", () => {
    const units = (rate: number) => unitsOf("record-role-usage", {}, 1, running(rate)).writeUnits;
    expect(units(100) * 100 * 60).toBeLessThan(1.2 * 50);
    expect(units(1_000) * 1_000 * 60).toBeLessThan(1.2 * 50);
  });
});

test("a busy process tells of the steps of several logins in one line, and a quiet one of each in its own", () => {
  const use = { ...ONE_RUN, metricLines: 10, metricFrameBytes: 20_000, metricValueBytes: 1_000 };
  expect(metricBytesOf("acs", use, 10, 0.0001)).toBeCloseTo(2_026 + 100, 0);
  expect(metricBytesOf("acs", use, 10, 10)).toBeCloseTo(2_026 / 21 + 100, 0);
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
