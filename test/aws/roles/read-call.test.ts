import { describe, expect, test } from "@jest/globals";
import type { HttpCall } from "../emulator/recording-proxy.ts";
import { demandsOf, UnreadableCall } from "./read-call.ts";

const PLACE = { account: "111122223333", region: "eu-central-1" };

function call(service: string, change: Partial<HttpCall> & { readonly body?: Buffer }): HttpCall {
  const authorization = `AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20261121/eu-central-1/${service}/aws4_request, SignedHeaders=host`;
  const base = { method: "POST", target: "/", status: 200, body: Buffer.from("{}") };
  return { ...base, ...change, headers: { authorization, ...change.headers } };
}

const json = (service: string, target: string, input: object) =>
  call(service, { headers: { "x-amz-target": target }, body: Buffer.from(JSON.stringify(input)) });

const named = (each: HttpCall) => demandsOf(each, PLACE).map(({ action, resource }) => `${action} ${resource}`);

describe("what a request demands of IAM", () => {
  test.each([
    [
      "an item of a table",
      json("dynamodb", "DynamoDB_20120810.PutItem", { TableName: "ledger" }),
      ["dynamodb:PutItem arn:aws:dynamodb:eu-central-1:111122223333:table/ledger"],
    ],
    [
      "an index, and not its table",
      json("dynamodb", "DynamoDB_20120810.Query", { TableName: "ledger", IndexName: "pending" }),
      ["dynamodb:Query arn:aws:dynamodb:eu-central-1:111122223333:table/ledger/index/pending"],
    ],
    [
      "each table of a batch",
      json("dynamodb", "DynamoDB_20120810.BatchGetItem", { RequestItems: { a: {}, b: {} } }),
      [
        "dynamodb:BatchGetItem arn:aws:dynamodb:eu-central-1:111122223333:table/a",
        "dynamodb:BatchGetItem arn:aws:dynamodb:eu-central-1:111122223333:table/b",
      ],
    ],
    [
      "each bus of a batch of events, by name",
      json("events", "AWSEvents.PutEvents", { Entries: [{ EventBusName: "trail" }, {}] }),
      [
        "events:PutEvents arn:aws:events:eu-central-1:111122223333:event-bus/trail",
        "events:PutEvents arn:aws:events:eu-central-1:111122223333:event-bus/default",
      ],
    ],
    [
      "a key by its ARN",
      json("kms", "TrentService.Sign", { KeyId: "arn:aws:kms:eu-central-1:111122223333:key/k" }),
      ["kms:Sign arn:aws:kms:eu-central-1:111122223333:key/k"],
    ],
    [
      "a queue by its address",
      json("sqs", "AmazonSQS.GetQueueAttributes", { QueueUrl: "http://localhost:1/111122223333/dead" }),
      ["sqs:GetQueueAttributes arn:aws:sqs:eu-central-1:111122223333:dead"],
    ],
    [
      "a log group by its name",
      json("logs", "Logs_20140328.FilterLogEvents", { logGroupName: "access" }),
      ["logs:FilterLogEvents arn:aws:logs:eu-central-1:111122223333:log-group:access:*"],
    ],
    [
      "an object",
      call("s3", { method: "GET", target: "/evidence/a%20b?x-id=GetObject" }),
      ["s3:GetObject arn:aws:s3:::evidence/a b"],
    ],
    [
      "a version of an object",
      call("s3", { method: "GET", target: "/evidence/a?versionId=1&x-id=GetObject" }),
      ["s3:GetObjectVersion arn:aws:s3:::evidence/a"],
    ],
    [
      "the list of a bucket",
      call("s3", { method: "GET", target: "/evidence?list-type=2&prefix=events%2F" }),
      ["s3:ListBucket arn:aws:s3:::evidence"],
    ],
    [
      "the versions in a bucket",
      call("s3", { method: "GET", target: "/evidence/?versions=" }),
      ["s3:ListBucketVersions arn:aws:s3:::evidence"],
    ],
    [
      "a role, with who is behind it and tags",
      call("sts", {
        body: Buffer.from(
          "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&SourceIdentity=p&Tags.member.1.Key=k&Tags.member.1.Value=v",
        ),
      }),
      [
        "sts:AssumeRole arn:aws:iam::1:role/r",
        "sts:SetSourceIdentity arn:aws:iam::1:role/r",
        "sts:TagSession arn:aws:iam::1:role/r",
      ],
    ],
  ])("%s", (_what, each, expected) => {
    expect(named(each)).toEqual(expected);
  });

  test("brings the namespace of metrics, and that a write is to be the first, as conditions ask for them", () => {
    const metrics = json("monitoring", "GraniteServiceVersion20100801.PutMetricData", { Namespace: "samltrail" });
    expect(demandsOf(metrics, PLACE)[0]?.context).toEqual({ "cloudwatch:namespace": "samltrail" });
    const put = call("s3", { method: "PUT", target: "/evidence/a?x-id=PutObject", headers: { "if-none-match": "*" } });
    expect(demandsOf(put, PLACE)[0]?.context).toEqual({ "s3:if-none-match": "*" });
  });

  test.each([
    ["a service without a reader", call("kinesis", { headers: { "x-amz-target": "Kinesis_20131202.PutRecord" } })],
    ["an operation without a name", call("dynamodb", {})],
    ["no signature", { ...call("s3", {}), headers: {} }],
  ])("is never left out unseen: %s", (_what, each) => {
    expect(() => demandsOf(each, PLACE)).toThrow(UnreadableCall);
  });

  test("is never left out unseen: what S3 is asked that has no action here", () => {
    const acl = call("s3", { method: "PUT", target: "/evidence/a?acl" });
    expect(() => demandsOf(acl, PLACE)).toThrow("no action is known");
  });
});
