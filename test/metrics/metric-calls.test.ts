import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "@jest/globals";
import { metricCalls } from "../../lib/metrics/metric-calls.ts";
import { metricData } from "../../lib/metrics/metric-data.ts";
import { roleDimension } from "../../lib/metrics/role-dimension.ts";
import { samplesOf } from "../../lib/metrics/samples.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, NOON } from "../helpers/events.ts";

const minute = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const counting = { now: minute(60), roleOf: roleDimension([], 0), firsts: new Map() };

const dataOf = (events: Parameters<typeof metricCalls>[0]) =>
  metricData(events.flatMap((event) => samplesOf(event, counting)));
const named = (data: readonly MetricDatum[], name: string) => data.filter(({ MetricName }) => MetricName === name);
const times = <Item>(count: number, make: (index: number) => Item) => Array.from({ length: count }, (_, i) => make(i));
const sum = (numbers: readonly number[] = []) => numbers.reduce((total, each) => total + each, 0);

describe("metric data", () => {
  test("add up to one datum a metric, set of dimensions and minute", () => {
    const data = dataOf([aLoginSucceeded(), aLoginSucceeded(), aLoginFailed({ count: 40 }), aLoginFailed()]);
    expect(named(data, "LoginAttempts")).toEqual([
      {
        MetricName: "LoginAttempts",
        Dimensions: [
          { Name: "Environment", Value: "test" },
          { Name: "Outcome", Value: "succeeded" },
        ],
        Timestamp: NOON,
        Unit: "Count",
        Values: [1],
        Counts: [2],
      },
      expect.objectContaining({ Values: [1], Counts: [41] }),
    ]);
    expect(dataOf([aLoginSucceeded(), aLoginSucceeded({}, minute(1))])).toHaveLength(10);
  });

  test("hold a failure once by reason and once by reason and provider", () => {
    const failures = named(dataOf([aLoginFailed()]), "LoginFailures");
    expect(failures.map(({ Dimensions }) => Dimensions?.map(({ Name }) => Name))).toEqual([
      ["Environment", "Reason"],
      ["Environment", "Reason", "IdentityProvider"],
    ]);
  });

  test("keep every latency as a value of its own, so that percentiles can be had", () => {
    const data = dataOf([1, 2, 2].map((ms) => aLoginSucceeded({ steps: [{ name: "read-form", ms }] })));
    expect(named(data, "LoginLatency")).toMatchObject([
      { Unit: "Milliseconds", Values: [1, 2], Counts: [2, 1].reverse() },
    ]);
  });

  test("hold at most 150 distinct values, and more of them are more data", () => {
    const events = times(320, (ms) => aLoginSucceeded({ steps: [{ name: "read-form", ms }] }));
    const latencies = named(dataOf(events), "LoginLatency");
    expect(latencies.map(({ Values }) => Values?.length)).toEqual([150, 150, 20]);
    expect(sum(latencies.flatMap(({ Counts }) => Counts ?? []))).toBe(320);
  });
});

describe("metric calls", () => {
  test("carry all events in one call where that fits", () => {
    const events = times(100, () => aLoginSucceeded());
    const calls = metricCalls(events, counting);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.events).toEqual(events);
  });

  test("hold at most 1,000 data, and each event's samples in one call only", () => {
    const events = times(260, (index) => aLoginFailed({}, minute(-index)));
    const calls = metricCalls(events, counting);
    expect(calls.flatMap((call) => call.events)).toEqual(events);
    expect(calls.map(({ data }) => data.length)).toEqual([996, 564]);
    for (const call of calls) expect(call.data).toEqual(dataOf(call.events));
  });

  test("count every role, however many there are", () => {
    const granted = times(50, (index) => ({
      mappingId: `mapping-${index}`,
      samlRole: `role-${index}`,
      environment: "test",
      iamRole: "arn:aws:iam::123456789012:role/x",
    }));
    const events = times(40, (index) => aRolesMapped({ granted }, minute(-index)));
    const roleOf = roleDimension(
      granted.map(({ mappingId }) => ({ id: mappingId })),
      50,
    );
    const calls = metricCalls(events, { ...counting, roleOf });
    const roles = calls.flatMap(({ data }) => named(data, "RolesGranted"));
    expect(sum(roles.flatMap(({ Counts }) => Counts ?? []))).toBe(2_000);
    expect(calls.length).toBeGreaterThan(1);
  });

  test("are none for no events", () => {
    expect(metricCalls([], counting)).toEqual([]);
  });
});
