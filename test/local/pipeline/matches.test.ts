import { describe, expect, test } from "@jest/globals";
import { pipeline } from "../../../infra/pipeline.ts";
import type { EventEnvelope } from "../../../local/aws/event-bridge.ts";
import { matches } from "../../../local/pipeline/matches.ts";

const event = (source: string, type: string, detail: object = {}): EventEnvelope => ({
  version: "0",
  id: "1",
  "detail-type": type,
  source,
  account: "000000000000",
  time: "2026-08-03T12:00:00Z",
  region: "eu-central-1",
  resources: [],
  detail,
});

const takers = (given: EventEnvelope) =>
  pipeline.consumers.filter((consumer) => matches(consumer, given)).map((consumer) => consumer.function);

const CLOUDTRAIL = "AWS API Call via CloudTrail";

describe("a rule", () => {
  test("of our bus takes our events, of the types it names or of all", () => {
    expect(takers(event("samltrail", "Role Credentials Issued"))).toContain("reconcile-cloudtrail");
    expect(takers(event("samltrail", "Login Failed"))).not.toContain("reconcile-cloudtrail");
    expect(takers(event("samltrail", "Archive Sealed"))).toContain("archive-events");
    expect(takers(event("another", "Login Failed"))).toEqual([]);
  });

  test("of the default bus takes the records of the calls it names, and nobody else gets them", () => {
    expect(takers(event("aws.sts", CLOUDTRAIL, { eventName: "AssumeRole" }))).toEqual(["reconcile-cloudtrail"]);
    expect(takers(event("aws.sts", CLOUDTRAIL, { eventName: "GetCallerIdentity" }))).toEqual([]);
    expect(takers(event("aws.sts", CLOUDTRAIL))).toEqual([]);
    expect(takers(event("aws.iam", CLOUDTRAIL, { eventName: "AssumeRole" }))).toEqual([]);
    expect(takers(event("aws.sts", "Another", { eventName: "AssumeRole" }))).toEqual([]);
  });
});
