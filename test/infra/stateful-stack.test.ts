import { beforeAll, describe, expect, test } from "@jest/globals";
import { Match } from "aws-cdk-lib/assertions";
import { pipeline } from "../../infra/pipeline.ts";
import { actionsOf, functionOf, statementsOf } from "./helpers/statements.ts";
import { resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";

let stacks: Stacks;

beforeAll(async () => {
  stacks = await synthesize();
});

describe("the stateful stack", () => {
  test.each(pipeline.tables.map((table) => [table.name, table] as const))("has the table %s", (name, definition) => {
    const tables = resourcesOf(stacks.stateful, "AWS::DynamoDB::Table");
    const id = [...tables.keys()].find((key) => key.startsWith(`tables${name.replaceAll("-", "")}`));
    const table = tables.get(id ?? "");
    const { partitionKey, sortKey, timeToLive, index } = definition;
    expect(table).toMatchObject({
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        BillingMode: "PAY_PER_REQUEST",
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        KeySchema: [
          { AttributeName: partitionKey, KeyType: "HASH" },
          ...(sortKey ? [{ AttributeName: sortKey, KeyType: "RANGE" }] : []),
        ],
        ...(timeToLive ? { TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true } } : {}),
        ...(index
          ? {
              GlobalSecondaryIndexes: [
                {
                  IndexName: index.name,
                  KeySchema: [
                    { AttributeName: index.partitionKey.name, KeyType: "HASH" },
                    { AttributeName: index.sortKey.name, KeyType: "RANGE" },
                  ],
                  Projection: { ProjectionType: index.projection === "keys" ? "KEYS_ONLY" : "ALL" },
                },
              ],
            }
          : {}),
      },
    });
    expect(table?.Properties.TimeToLiveSpecification === undefined).toBe(timeToLive === undefined);
  });

  test("scales the table that every login is written to, between a floor and what the API lets through, where the stage file says so", async () => {
    const { stateful } = await synthesize(
      "deployment: { capacity: provisioned, throttling: { requestsPerSecond: 400, burst: 800 } }\n",
    );
    const modes = [...resourcesOf(stateful, "AWS::DynamoDB::Table")].map(([id, { Properties }]) => [
      pipeline.tables.find(({ name }) => id.startsWith(`tables${name.replaceAll("-", "")}`))?.name,
      Properties.BillingMode ?? "PROVISIONED",
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      "login-ledger": "PROVISIONED",
      "role-mappings": "PAY_PER_REQUEST",
      identities: "PAY_PER_REQUEST",
      "role-usage": "PAY_PER_REQUEST",
      reconciliation: "PAY_PER_REQUEST",
      trust: "PAY_PER_REQUEST",
    });
    const targets = [...resourcesOf(stateful, "AWS::ApplicationAutoScaling::ScalableTarget").values()];
    const scaled = targets.map(({ Properties: { ScalableDimension, MinCapacity, MaxCapacity } }) =>
      [ScalableDimension, MinCapacity, MaxCapacity].join(" "),
    );
    expect(scaled.sort()).toEqual([
      "dynamodb:index:ReadCapacityUnits 25 400",
      "dynamodb:index:WriteCapacityUnits 25 800",
      "dynamodb:table:ReadCapacityUnits 25 1200",
      "dynamodb:table:WriteCapacityUnits 25 2400",
    ]);
    const policies = [...resourcesOf(stateful, "AWS::ApplicationAutoScaling::ScalingPolicy").values()];
    expect(policies).toHaveLength(targets.length);
    for (const { Properties } of policies) {
      expect(Properties.TargetTrackingScalingPolicyConfiguration).toMatchObject({ TargetValue: 50 });
    }
  });

  test("has the pipeline's tables and no others", () => {
    stacks.stateful.resourceCountIs("AWS::DynamoDB::Table", pipeline.tables.length);
  });

  test("keeps evidence versioned, lockable, private, and over TLS only", () => {
    stacks.stateful.hasResource("AWS::S3::Bucket", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        VersioningConfiguration: { Status: "Enabled" },
        ObjectLockEnabled: true,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    stacks.stateful.hasResourceProperties("AWS::S3::BucketPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: "s3:*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        ]),
      },
    });
  });

  test("lets nobody overwrite or delete evidence, nor the heads that speak for it", () => {
    const policies = [...resourcesOf(stacks.stateful, "AWS::S3::BucketPolicy").values()].map(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument),
    );
    expect(policies).toHaveLength(2);
    for (const policy of policies) {
      expect(policy).toContain('"Condition":{"Null":{"s3:if-none-match":"true"}},"Effect":"Deny"');
      expect(policy).toContain('"Action":["s3:DeleteObject","s3:DeleteObjectVersion"],"Effect":"Deny"');
    }
    expect(policies.filter((policy) => policy.includes('"/heads/*"'))).toHaveLength(1);
  });

  test("locks the heads for longer than a year", () => {
    stacks.stateful.hasResourceProperties("AWS::S3::Bucket", {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 400 } } },
    });
  });

  test("lets the sealing function sign, and denies it to everybody else", () => {
    const [key] = resourcesOf(stacks.stateful, "AWS::KMS::Key").values();
    expect(key).toMatchObject({
      DeletionPolicy: "Retain",
      Properties: { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" },
    });
    const policy = JSON.stringify(key?.Properties.KeyPolicy);
    expect(policy).toContain('"Action":"kms:Sign","Condition":{"ArnNotEquals":{"aws:PrincipalArn"');
    expect(policy).toContain(":role/samltrail-local-seal-archive");
    const [, { Properties }] = functionOf(stacks.stateless, "seal-archive");
    const role = (Properties.Role as { "Fn::GetAtt": readonly [string, string] })["Fn::GetAtt"][0];
    expect(resourcesOf(stacks.stateless, "AWS::IAM::Role").get(role)?.Properties.RoleName).toBe(
      "samltrail-local-seal-archive",
    );
    const signers = pipeline.functions.filter(({ name }) =>
      statementsOf(stacks.stateless, name).flatMap(actionsOf).includes("kms:Sign"),
    );
    expect(signers.map(({ name }) => name)).toEqual(["seal-archive"]);
  });

  test("keeps the secrets when it goes", () => {
    const secrets = [...resourcesOf(stacks.stateful, "AWS::SecretsManager::Secret").values()];
    expect(secrets).toHaveLength(4);
    expect(secrets.every(({ DeletionPolicy }) => DeletionPolicy === "Retain")).toBe(true);
  });

  test("has a bus of its own", () => {
    stacks.stateful.resourceCountIs("AWS::Events::EventBus", 1);
  });

  test("holds nothing that runs", () => {
    stacks.stateful.resourceCountIs("AWS::Lambda::Function", 0);
  });
});
