import { describe, expect, test } from "@jest/globals";
import { parseTrailRecord } from "../../lib/reconcile/trail-record.ts";
import {
  aTrailRecord,
  LENDER,
  OTHER_READER,
  READER,
  type TrailFixture,
  trailFixture,
} from "../fixtures/cloudtrail/read.ts";

const withDetail = (name: TrailFixture, detail: Record<string, unknown>) =>
  parseTrailRecord(trailFixture(name, detail));

describe("a record of CloudTrail", () => {
  test("tells who assumed which role, when, and as which access key", () => {
    expect(aTrailRecord("assume-role")).toEqual({
      eventId: "5f0e9a11-7c3d-3e2b-9a44-000000000001",
      eventName: "AssumeRole",
      sharedEventId: null,
      account: "222233334444",
      region: "eu-central-1",
      occurredAt: new Date("2026-08-03T12:00:00Z"),
      errorCode: null,
      roleArn: READER,
      sessionName: "person-01J8ZQ4Y3V5K7M9N2P4R6T8W0X",
      sourceIdentity: `k1.${"s".repeat(43)}`,
      accessKeyId: "ASIAEXAMPLEISSUED001",
      caller: {
        type: "AssumedRole",
        arn: "arn:aws:sts::222233334444:assumed-role/samltrail-test-credentials/samltrail-test-credentials",
        accountId: "222233334444",
        roleArn: LENDER,
      },
      sourceAddress: "198.51.100.20",
      userAgent: expect.stringContaining("api/sts"),
    });
  });

  test("of a role in another account comes twice, with one shared id, and names the caller in one copy only", () => {
    const callers = aTrailRecord("assume-role-other-account.caller");
    const roles = aTrailRecord("assume-role-other-account.role");
    expect(callers.sharedEventId).toBe(roles.sharedEventId);
    expect(callers.accessKeyId).toBe(roles.accessKeyId);
    expect([callers.account, roles.account]).toEqual(["222233334444", "555566667777"]);
    expect(callers.roleArn).toBe(OTHER_READER);
    expect(roles.caller).toEqual({ type: "AWSAccount", arn: null, accountId: "222233334444", roleArn: null });
  });

  test("of AssumeRoleWithSAML names a person of a provider, and no source identity", () => {
    expect(aTrailRecord("assume-role-with-saml")).toMatchObject({
      eventName: "AssumeRoleWithSAML",
      sessionName: "ada@example.org",
      sourceIdentity: null,
      caller: { type: "SAMLUser", arn: null, roleArn: null },
    });
  });

  test("of a refused call names the role in its message only, and no access key", () => {
    expect(aTrailRecord("assume-role-refused")).toMatchObject({
      errorCode: "AccessDenied",
      roleArn: READER,
      accessKeyId: null,
      sessionName: null,
    });
  });

  test("of any other call of STS is none of ours", () => {
    expect(withDetail("assume-role", { eventName: "GetCallerIdentity" })).toBeNull();
  });

  test.each([
    ["a source that is not STS", { ...trailFixture("assume-role"), source: "samltrail" }],
    ["an account that is none", { ...trailFixture("assume-role"), account: "me" }],
    ["an event source that is not STS", trailFixture("assume-role", { eventSource: "iam.amazonaws.com" })],
    ["a role of 3,000 characters", trailFixture("assume-role", { requestParameters: { roleArn: "r".repeat(3000) } })],
    [
      "a session name longer than STS takes",
      trailFixture("assume-role", { requestParameters: { roleSessionName: "s".repeat(65) } }),
    ],
    ["a time that is none", trailFixture("assume-role", { eventTime: "yesterday" })],
    ["nothing", null],
  ])("is refused with %s", (_what, value) => {
    expect(() => parseTrailRecord(value)).toThrow();
  });

  test("is read with a user agent of any length, which is cut", () => {
    expect(withDetail("assume-role", { userAgent: "u".repeat(5000) })?.userAgent).toHaveLength(1024);
  });
});
