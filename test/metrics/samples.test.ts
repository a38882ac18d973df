import { describe, expect, test } from "@jest/globals";
import { METRICS } from "../../lib/metrics/definitions.ts";
import { roleDimension } from "../../lib/metrics/role-dimension.ts";
import { samplesOf } from "../../lib/metrics/samples.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, NOON, oneOfEach } from "../helpers/events.ts";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const at = (milliseconds: number) => new Date(NOON.getTime() + milliseconds);
const counting = { now: at(30 * SECOND), roleOf: roleDimension([{ id: "demo-readers" }], 50) };

const samples = (event: Parameters<typeof samplesOf>[0], now = counting.now) =>
  samplesOf(event, { ...counting, now }).map(({ metric, dimensions, value, count }) => [
    metric,
    dimensions,
    value,
    count,
  ]);

const granted = (...mappingIds: readonly string[]) =>
  mappingIds.map((mappingId) => ({
    mappingId,
    samlRole: mappingId,
    environment: "test",
    iamRole: "arn:aws:iam::123456789012:role/x",
  }));

describe("what an event adds to the metrics", () => {
  test("of a login that succeeded: the attempt, the login at its provider, and the time of its steps", () => {
    expect(samples(aLoginSucceeded())).toEqual([
      ["LoginAttempts", { Environment: "test", Outcome: "succeeded" }, 1, 1],
      ["Logins", { Environment: "test", IdentityProvider: "demo", Outcome: "succeeded" }, 1, 1],
      ["LoginLatency", { Environment: "test", Outcome: "succeeded" }, 1.8, 1],
    ]);
  });

  test("of a login that failed: its reason and its provider as well", () => {
    expect(samples(aLoginFailed())).toEqual([
      ["LoginAttempts", { Environment: "test", Outcome: "failed" }, 1, 1],
      ["Logins", { Environment: "test", IdentityProvider: "demo", Outcome: "failed" }, 1, 1],
      ["LoginFailures", { Environment: "test", Reason: "expired", IdentityProvider: "demo" }, 1, 1],
      ["LoginLatency", { Environment: "test", Outcome: "failed" }, 0.5, 1],
    ]);
  });

  test("of a flood: as many attempts as it stands for, of an unknown provider, and no latency", () => {
    expect(samples(aLoginFailed({ identityProvider: null, count: 250, steps: [] }))).toEqual([
      ["LoginAttempts", { Environment: "test", Outcome: "failed" }, 1, 250],
      ["Logins", { Environment: "test", IdentityProvider: "unknown", Outcome: "failed" }, 1, 250],
      ["LoginFailures", { Environment: "test", Reason: "expired", IdentityProvider: "unknown" }, 1, 250],
    ]);
  });

  test("of mapped roles: each mapping granted, each refusal's reason", () => {
    const event = aRolesMapped({
      granted: granted("demo-readers", "not-configured"),
      refused: [
        { samlRole: "a", reason: "no-mapping" },
        { samlRole: "b", reason: "pruned" },
      ],
    });
    expect(samples(event)).toEqual([
      ["RolesGranted", { Environment: "test", Role: "demo-readers" }, 1, 1],
      ["RolesGranted", { Environment: "test", Role: "other" }, 1, 1],
      ["RolesRefused", { Environment: "test", Reason: "no-mapping" }, 1, 1],
      ["RolesRefused", { Environment: "test", Reason: "pruned" }, 1, 1],
    ]);
  });

  test("is counted at the minute in which it occurred", () => {
    const event = aLoginSucceeded({}, at(59_999));
    for (const sample of samplesOf(event, counting)) expect(sample.at).toEqual(NOON);
  });

  test("names only metrics and dimensions that are defined", () => {
    for (const event of oneOfEach()) {
      for (const { metric, dimensions } of samplesOf(event, counting)) {
        const defined = new Set(METRICS[metric].dimensions.flat());
        expect(new Set(Object.keys(dimensions))).toEqual(defined);
      }
    }
  });
});

describe("an event outside of what PutMetricData takes", () => {
  test.each([
    ["14 days and a minute old", 14 * DAY + 60 * SECOND],
    ["more than two hours ahead", -2 * 3_600 * SECOND - 60 * SECOND],
  ])("is counted as such, now: %s", (_case, age) => {
    const now = at(age);
    const found = samplesOf(aLoginFailed({ count: 7 }), { ...counting, now });
    expect(found).toEqual([
      {
        metric: "EventsOutsideMetricWindow",
        dimensions: { Environment: "test", EventType: "Login Failed" },
        at: now,
        value: 1,
        count: 1,
      },
    ]);
  });

  test.each([
    ["14 days old", 14 * DAY],
    ["two hours ahead", -2 * 3_600 * SECOND],
  ])("is not one that is just within: %s", (_case, age) => {
    expect(samples(aLoginFailed(), at(age))[0]?.[0]).toBe("LoginAttempts");
  });
});

describe("the role dimension", () => {
  const mappings = ["b", "a", "b", "c"].map((id) => ({ id }));

  test("names the first mappings in the order of the file, and calls the rest other", () => {
    const roleOf = roleDimension(mappings, 2);
    expect(["a", "b", "c", "unheard-of"].map(roleOf)).toEqual(["a", "b", "other", "other"]);
  });
});
