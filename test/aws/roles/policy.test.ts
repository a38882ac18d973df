import { describe, expect, test } from "@jest/globals";
import type { Demand } from "./aws-call.ts";
import { isAllowed, type Statement } from "./policy.ts";

const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/ledger";
const demand = (change: Partial<Demand> = {}): Demand => ({
  action: "dynamodb:PutItem",
  resource: TABLE,
  context: {},
  ...change,
});
const allow = (change: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action: ["dynamodb:PutItem", "dynamodb:GetItem"],
  Resource: TABLE,
  ...change,
});

describe("a policy", () => {
  test("allows what a statement names, and nothing else", () => {
    expect(isAllowed([allow()], demand())).toBe(true);
    expect(isAllowed([allow()], demand({ action: "dynamodb:DeleteItem" }))).toBe(false);
    expect(isAllowed([allow()], demand({ resource: `${TABLE}/index/pending` }))).toBe(false);
    expect(isAllowed([], demand())).toBe(false);
  });

  test("matches by wildcard within a resource, and an action in whatever case", () => {
    const statement = allow({ Resource: "arn:aws:s3:::evidence/events/*", Action: "S3:putobject" });
    const put = (resource: string) => demand({ action: "s3:PutObject", resource });
    expect(isAllowed([statement], put("arn:aws:s3:::evidence/events/2026/11/21/x.jsonl"))).toBe(true);
    expect(isAllowed([statement], put("arn:aws:s3:::evidence/seals/x.json"))).toBe(false);
    expect(isAllowed([statement], put("arn:aws:s3:::evidenceXevents/x"))).toBe(false);
  });

  test("denies where any statement denies", () => {
    expect(isAllowed([allow(), allow({ Effect: "Deny" })], demand())).toBe(false);
  });

  test("lets a condition hold only for a value that the request brings", () => {
    const statement = allow({
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": "samltrail" } },
    });
    const put = (context: Demand["context"]) =>
      isAllowed([statement], demand({ action: "cloudwatch:PutMetricData", resource: "*", context }));
    expect(put({ "cloudwatch:namespace": "samltrail" })).toBe(true);
    expect(put({ "cloudwatch:namespace": "another" })).toBe(false);
    expect(put({})).toBe(false);
  });

  test("denies a write without the condition that writes once", () => {
    const once: Statement = {
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::evidence/*",
      Condition: { Null: { "s3:if-none-match": "true" } },
    };
    const role = allow({ Action: "s3:PutObject", Resource: "arn:aws:s3:::evidence/events/*" });
    const put = { action: "s3:PutObject", resource: "arn:aws:s3:::evidence/events/x" };
    expect(isAllowed([role, once], demand({ ...put, context: { "s3:if-none-match": "*" } }))).toBe(true);
    expect(isAllowed([role, once], demand(put))).toBe(false);
  });

  test.each([
    ["an operator", allow({ Condition: { DateGreaterThan: { "aws:CurrentTime": "2026" } } }), "DateGreaterThan"],
    ["a part of a statement", { ...allow(), NotAction: "x" } as Statement, "NotAction"],
  ])("is not judged by guessing: %s that is not known stops the run", (_what, statement, named) => {
    expect(() => isAllowed([statement], demand())).toThrow(`${named}`);
  });
});
