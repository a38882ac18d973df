import { describe, expect, test } from "@jest/globals";
import { guardChanged } from "../../lib/events/guard-changed.ts";
import { guardChangeOf } from "../../lib/guards/guard-change.ts";
import { parseGuardRecord } from "../../lib/guards/guard-record.ts";
import { createNames } from "../../lib/guards/guarded-names.ts";
import { WATCHED } from "../../lib/guards/watched-calls.ts";
import { ACCOUNT, aGuardRecord, CDK_ROLE } from "../helpers/guard-records.ts";

const KEY = "7d3a1f52-0c7b-4a8e-9f6d-1b2c3d4e5f60";
const SECRET = `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:secretssessionkeys1A2B-cD3eF4-a1B2c3`;
const names = createNames([
  "samltrail-prod",
  "samltrail-prod-*",
  "samltrailprodstateevents12AB",
  KEY,
  SECRET,
  "a1b2c3d4e5",
]);
const LENT = `arn:aws:iam::${ACCOUNT}:role/samltrail-administrator`;
const guards = {
  names,
  lentRoles: [LENT, "arn:aws:iam::999999999999:role/samltrail-elsewhere"],
  deployers: [] as string[],
};

function changeOf(called: Parameters<typeof aGuardRecord>[0], more: Partial<typeof guards> = {}) {
  const record = parseGuardRecord(aGuardRecord(called));
  return record && guardChangeOf(record, { ...guards, ...more });
}

const arn = (rest: string) => `arn:aws:${rest}`;

describe("a call is a change to a guard where it names one of ours", () => {
  test.each([
    ["bus", "events", "DisableRule", { name: "samltrail-prod-archiveeventsrule-1" }],
    ["bus", "events", "PutTargets", { rule: "tap", eventBusName: "samltrailprodstateevents12AB" }],
    [
      "queue",
      "sqs",
      "PurgeQueue",
      { queueUrl: `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/samltrail-prod-archive-1` },
    ],
    [
      "bucket",
      "s3",
      "PutBucketPolicy",
      { bucketName: "samltrail-prod-state-evidencebucket-1", bucketPolicy: { Version: "1" } },
    ],
    ["bucket", "s3", "DeleteObject", { bucketName: "samltrail-prod-state-evidencebucket-1", key: "events/2026/x" }],
    ["key", "kms", "ScheduleKeyDeletion", { keyId: KEY, pendingWindowInDays: 7 }],
    ["key", "kms", "DisableKey", { keyId: arn(`kms:eu-central-1:${ACCOUNT}:key/${KEY}`) }],
    ["alarm", "monitoring", "DeleteAlarms", { alarmNames: ["other", "samltrail-prod-sealinglate-1"] }],
    ["function", "lambda", "UpdateFunctionCode20150331v2", { functionName: "samltrail-prod-acsfunction-1" }],
    ["role", "iam", "UpdateAssumeRolePolicy", { roleName: "samltrail-prod-credentials", policyDocument: "{}" }],
    [
      "role",
      "iam",
      "AttachRolePolicy",
      { roleName: "samltrail-administrator", policyArn: arn("iam::aws:policy/AdministratorAccess") },
    ],
    ["table", "dynamodb", "DeleteTable", { tableName: "samltrail-prod-state-tablesloginledger-1" }],
    ["secret", "secretsmanager", "PutSecretValue", { secretId: SECRET }],
    ["secret", "secretsmanager", "DeleteSecret", { secretId: "secretssessionkeys1A2B-cD3eF4" }],
    ["log-group", "logs", "DeleteLogGroup", { logGroupName: "samltrail-prod-acslogs-1" }],
    [
      "stack",
      "cloudformation",
      "DeleteStack",
      { stackName: arn(`cloudformation:eu-central-1:${ACCOUNT}:stack/samltrail-prod/0a1b`) },
    ],
    ["api", "apigateway", "UpdateRoute", { apiId: "a1b2c3d4e5", routeId: "r1" }],
    ["trail", "cloudtrail", "StopLogging", { name: "organisation" }],
  ])("%s: %s:%s", (guard, service, call, parameters) => {
    const change = changeOf({ service, call, parameters });
    expect(change).toMatchObject({
      guard,
      action: `${service}:${call.replace(/2015.*$/, "")}`,
      byDeployment: false,
      refused: null,
    });
    expect(() => guardChanged.data.parse(change)).not.toThrow();
  });

  test.each([
    ["another's rule", "events", "DisableRule", { name: "nightly-backup" }],
    [
      "another stage's queue",
      "sqs",
      "PurgeQueue",
      { queueUrl: `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/samltrail-test-1` },
    ],
    [
      "another's bucket whose policy names ours",
      "s3",
      "PutBucketPolicy",
      { bucketName: "b", bucketPolicy: '{"Resource":"arn:aws:s3:::samltrail-prod-state-evidence/*"}' },
    ],
    ["a lent role's namesake of another account", "iam", "AttachRolePolicy", { roleName: "samltrail-elsewhere" }],
    [
      "a role called as a lent one is, by another service",
      "lambda",
      "AddPermission20150331v2",
      { functionName: "samltrail-administrator" },
    ],
  ])("%s is none", (_what, service, call, parameters) => {
    expect(changeOf({ service, call, parameters })).toBeNull();
  });

  test("a call that changes nothing is none, whatever it names", () => {
    expect(
      parseGuardRecord(
        aGuardRecord({ service: "events", call: "DescribeRule", parameters: { name: "samltrail-prod-x" } }),
      ),
    ).toBeNull();
    expect(parseGuardRecord(aGuardRecord({ service: "iam", call: "DisableRule" }))).toBeNull();
  });

  test("each watched call is of one service", () => {
    const all = WATCHED.flatMap(({ service, calls }) => calls.map((call) => `${service}:${call}`));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("who it was", () => {
  const disable = { service: "events", call: "DisableRule", parameters: { name: "samltrail-prod-x" } };

  test("is named by ARN, with the service that called for them", () => {
    const userIdentity = {
      type: "IAMUser",
      arn: `arn:aws:iam::${ACCOUNT}:user/eve`,
      invokedBy: "cloudformation.amazonaws.com",
    };
    expect(changeOf({ ...disable, more: { userIdentity } })?.by).toEqual({
      principal: `arn:aws:iam::${ACCOUNT}:user/eve`,
      type: "IAMUser",
      through: "cloudformation.amazonaws.com",
    });
  });

  test("without an ARN is what CloudTrail says in its place", () => {
    const userIdentity = { type: "AWSService", invokedBy: "events.amazonaws.com" };
    expect(changeOf({ ...disable, more: { userIdentity } })?.by.principal).toBe("AWSService events.amazonaws.com");
  });

  test("is a deployment under CDK's own role of the account, and under none that is called alike", () => {
    expect(changeOf({ ...disable, role: CDK_ROLE })?.byDeployment).toBe(true);
    expect(changeOf({ ...disable, role: CDK_ROLE.replaceAll(ACCOUNT, "999999999999") })?.byDeployment).toBe(false);
    expect(changeOf({ ...disable, role: `${CDK_ROLE}/x` })?.byDeployment).toBe(false);
  });

  test("where the stage names who deploys, nobody else does", () => {
    const deployers = [`arn:aws:iam::${ACCOUNT}:role/pipeline`];
    expect(changeOf({ ...disable, role: CDK_ROLE }, { deployers })?.byDeployment).toBe(false);
    expect(changeOf({ ...disable, role: deployers[0] ?? "" }, { deployers })?.byDeployment).toBe(true);
  });

  test("is bounded and printable, whatever they called themselves", () => {
    const userIdentity = {
      type: "AssumedRole",
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/x/${"\u202e".repeat(3000)}`,
    };
    const change = changeOf({ ...disable, more: { userIdentity } });
    expect(change?.by.principal.length).toBeLessThanOrEqual(2048);
    expect(change?.by.principal).toMatch(/^[\x20-\x7e]+$/);
  });
});

test("a refused call without parameters names its resource in the message", () => {
  const errorMessage = `User: x is not authorized to perform: kms:DisableKey on resource: ${arn(`kms:eu-central-1:${ACCOUNT}:key/${KEY}`)} because`;
  const change = changeOf({
    service: "kms",
    call: "DisableKey",
    parameters: null,
    more: { errorCode: "AccessDenied", errorMessage },
  });
  expect(change).toMatchObject({ refused: "AccessDenied", resource: arn(`kms:eu-central-1:${ACCOUNT}:key/${KEY}`) });
});
