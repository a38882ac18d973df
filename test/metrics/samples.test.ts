import { describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { METRICS } from "../../lib/metrics/definitions.ts";
import { firstSightings } from "../../lib/metrics/first-sightings.ts";
import { roleDimension } from "../../lib/metrics/role-dimension.ts";
import { samplesOf } from "../../lib/metrics/samples.ts";
import { samples as contractSamples } from "../events/helpers/contract-files.ts";
import {
  aLoginFailed,
  aLoginSucceeded,
  aRoleCredentialsIssued,
  aRolesMapped,
  NOON,
  oneOfEach,
} from "../helpers/events.ts";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const at = (milliseconds: number) => new Date(NOON.getTime() + milliseconds);
const counting = { now: at(30 * SECOND), roleOf: roleDimension([{ id: "demo-readers" }], 50), firsts: new Map() };

const samples = (event: Parameters<typeof samplesOf>[0], now = counting.now) =>
  samplesOf(event, { ...counting, now }).map(({ metric, dimensions, value, count }) => [
    metric,
    dimensions,
    value,
    count,
  ]);

/** A released sample of the contract. */
const golden = (name: string) => contractSamples().find((each) => each.name === name)?.content as unknown as TrailEvent;
const IN_SEPTEMBER = new Date("2026-09-14T12:00:00.000Z");

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
      ["Events", { Environment: "test", EventType: "Login Succeeded" }, 1, 1],
      ["LoginAttempts", { Environment: "test", Outcome: "succeeded" }, 1, 1],
      ["Logins", { Environment: "test", IdentityProvider: "demo", Outcome: "succeeded" }, 1, 1],
      ["LoginFaults", { Environment: "test" }, 0, 1],
      ["LoginLatency", { Environment: "test", Outcome: "succeeded" }, 1.8, 1],
    ]);
  });

  test("of a login that failed: its reason and its provider as well", () => {
    expect(samples(aLoginFailed())).toEqual([
      ["Events", { Environment: "test", EventType: "Login Failed" }, 1, 1],
      ["LoginAttempts", { Environment: "test", Outcome: "failed" }, 1, 1],
      ["Logins", { Environment: "test", IdentityProvider: "demo", Outcome: "failed" }, 1, 1],
      ["LoginFailures", { Environment: "test", Reason: "expired", IdentityProvider: "demo" }, 1, 1],
      ["LoginLatency", { Environment: "test", Outcome: "failed" }, 0.5, 1],
    ]);
  });

  test("of a login that failed through the service's own fault: that, so often as it stands for", () => {
    const found = samples(aLoginFailed({ step: "record-login", reason: "ledger-unavailable", count: 3 }));
    expect(found).toContainEqual(["LoginFaults", { Environment: "test" }, 1, 3]);
  });

  test("of a flood: as many attempts as it stands for, of an unknown provider, and no latency", () => {
    expect(samples(aLoginFailed({ identityProvider: null, count: 250, steps: [] }))).toEqual([
      ["Events", { Environment: "test", EventType: "Login Failed" }, 1, 1],
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
      ["Events", { Environment: "test", EventType: "Roles Mapped" }, 1, 1],
      ["RolesGranted", { Environment: "test", Role: "demo-readers" }, 1, 1],
      ["RolesGranted", { Environment: "test", Role: "other" }, 1, 1],
      ["RolesRefused", { Environment: "test", Reason: "no-mapping" }, 1, 1],
      ["RolesRefused", { Environment: "test", Reason: "pruned" }, 1, 1],
    ]);
  });

  test("of credentials: the mapping that they were lent by, or why they were refused", () => {
    expect(samples(aRoleCredentialsIssued()).slice(1)).toEqual([
      ["CredentialsIssued", { Environment: "test", Role: "other" }, 1, 1],
    ]);
    expect(samples(golden("role-credentials-refused.v1"), IN_SEPTEMBER).slice(1)).toEqual([
      ["CredentialsRefused", { Environment: "production", Reason: expect.any(String) }, 1, expect.any(Number)],
    ]);
  });

  test("of an assumption without its other half: its direction, once it is final", () => {
    const event = golden("role-assumption-unmatched.v1");
    const direction = (event.data as { direction: string }).direction;
    const of = (stage: string) => ({ ...event, data: { ...event.data, stage } }) as TrailEvent;
    expect(samples(of("final"), IN_SEPTEMBER).slice(1)).toEqual([
      ["UnmatchedAssumptions", { Environment: "production", Direction: direction }, 1, 1],
    ]);
    expect(samples(of("late"), IN_SEPTEMBER)).toHaveLength(1);
  });

  test("of a seal: its hour, its events and its gaps, in the hour that it closes", () => {
    const event = golden("archive-sealed.v1");
    const { window, events, gaps } = event.data as { window: { from: string }; events: number; gaps: number };
    const from = new Date(window.from);
    const found = samplesOf(event, { ...counting, now: new Date(from.getTime() + 4 * DAY) });
    expect(found.map(({ metric, value }) => [metric, value])).toEqual([
      ["Events", 1],
      ["HoursSealed", 1],
      ["SealedEvents", events],
      ["SequenceGaps", gaps],
    ]);
    for (const { at: instant } of found) expect(instant).toEqual(from);
  });

  test("of what it is the first to show: 1, whatever else it says", () => {
    const event = aLoginSucceeded();
    const firsts = firstSightings([event], (marker) => !marker.includes("certificate"));
    const last = samplesOf(event, { ...counting, firsts }).at(-1);
    expect(last).toMatchObject({
      metric: "NewCertificates",
      dimensions: { Environment: "test", IdentityProvider: "demo" },
      value: 1,
      count: 1,
    });
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
    expect(samples(aLoginFailed(), at(age))[1]?.[0]).toBe("LoginAttempts");
  });
});

describe("the role dimension", () => {
  const mappings = ["b", "a", "b", "c"].map((id) => ({ id }));

  test("names the first mappings in the order of the file, and calls the rest other", () => {
    const roleOf = roleDimension(mappings, 2);
    expect(["a", "b", "c", "unheard-of"].map(roleOf)).toEqual(["a", "b", "other", "other"]);
  });
});
