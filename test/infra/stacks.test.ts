import { beforeAll, describe, expect, test } from "@jest/globals";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { pipeline } from "../../infra/pipeline.ts";
import { queueOf, queueOfFunction } from "./helpers/queues.ts";
import { actionsOf, functionOf, functionsOf, nameOf, type Statement, statementsOf } from "./helpers/statements.ts";
import { resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";
import { actionsOfUse, LOGS_AND_TRACES, QUEUE, variableOf } from "./helpers/uses.ts";

let stacks: Stacks;

beforeAll(async () => {
  stacks = await synthesize();
});

/** The functions of the pipeline, for `test.each`. */
const FUNCTIONS = pipeline.functions.map((definition) => [definition.name, definition] as const);

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
    const signers = FUNCTIONS.filter(([name]) =>
      statementsOf(stacks.stateless, name).flatMap(actionsOf).includes("kms:Sign"),
    );
    expect(signers.map(([name]) => name)).toEqual(["seal-archive"]);
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

describe("the functions", () => {
  test("are those of the pipeline and no others", () => {
    const names = [...functionsOf(stacks.stateless).values()].map(nameOf);
    expect(names.sort()).toEqual(pipeline.functions.map(({ name }) => name).sort());
  });

  test.each(FUNCTIONS)("%s runs as the pipeline says, traced, with logs of its own", (name, definition) => {
    const [id, { Properties }] = functionOf(stacks.stateless, name);
    expect(Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Timeout: definition.timeoutSeconds,
      MemorySize: definition.memoryMegabytes,
      TracingConfig: { Mode: "Active" },
    });
    const logGroups = [...functionsOf(stacks.stateless)].map(([each, { Properties: other }]) => ({
      each,
      group: JSON.stringify((other.LoggingConfig as { LogGroup: unknown }).LogGroup),
    }));
    const own = logGroups.find(({ each }) => each === id)?.group;
    expect(logGroups.filter(({ group }) => group === own)).toHaveLength(1);
  });

  test.each(FUNCTIONS)("%s is told the resources it uses, and no others", (name, { uses }) => {
    const [, { Properties }] = functionOf(stacks.stateless, name);
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    const named = uses.flatMap((use) => variableOf(use));
    const common = [
      "BASE_URL",
      "CODE_VERSION",
      "CONFIG_FILE",
      "NODE_OPTIONS",
      "POWERTOOLS_SERVICE_NAME",
      "TRUST_DIRECTORY",
    ];
    expect(Object.keys(Variables).sort()).toEqual([...new Set([...common, ...named])].sort());
    expect(Variables).toMatchObject({ CONFIG_FILE: "config/stage.yaml", TRUST_DIRECTORY: "trust" });
  });
});

describe("the HTTP API", () => {
  test("is throttled as the stage file says, and 100 requests a second where it says nothing", async () => {
    const settings = (template: Template) =>
      [...resourcesOf(template, "AWS::ApiGatewayV2::Stage").values()].map(
        ({ Properties }) => Properties.DefaultRouteSettings,
      );
    expect(settings(stacks.stateless)).toEqual([{ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }]);
    const own = await synthesize("deployment: { throttling: { requestsPerSecond: 7, burst: 9 } }\n");
    expect(settings(own.stateless)).toEqual([{ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 }]);
  });

  test("keeps a line a request, with nothing of the person in it, beyond the stack's own life", () => {
    const [stage] = [...resourcesOf(stacks.stateless, "AWS::ApiGatewayV2::Stage").values()];
    const { Format, DestinationArn } = (stage?.Properties.AccessLogSettings ?? {}) as Record<string, unknown>;
    const line = JSON.parse(String(Format)) as Record<string, string>;
    expect(line).toMatchObject({ requestId: "$context.requestId", status: "$context.status" });
    expect(Object.values(line).filter((value) => /sourceIp|userAgent|path|identity/i.test(value))).toEqual([]);
    const [id = ""] = (DestinationArn as { readonly "Fn::GetAtt": readonly string[] })["Fn::GetAtt"];
    expect(resourcesOf(stacks.stateless, "AWS::Logs::LogGroup").get(id)).toMatchObject({
      DeletionPolicy: "Retain",
      Properties: { RetentionInDays: 365 },
    });
  });
});

test("a scheduled run that failed is kept where what could not be delivered is", () => {
  const configurations = [...resourcesOf(stacks.stateless, "AWS::Lambda::EventInvokeConfig").values()];
  expect(configurations).toHaveLength(pipeline.schedules.length);
  const rules = [...resourcesOf(stacks.stateless, "AWS::Events::Rule").values()];
  for (const { Properties } of configurations) {
    const { Destination } = (Properties.DestinationConfig as { readonly OnFailure: { readonly Destination: unknown } })
      .OnFailure;
    const undelivered = rules.flatMap(({ Properties: rule }) =>
      (rule.Targets as { readonly DeadLetterConfig?: { readonly Arn: unknown } }[]).map(
        (target) => target.DeadLetterConfig?.Arn,
      ),
    );
    expect(undelivered).toContainEqual(Destination);
    expect(Properties.MaximumRetryAttempts).toBe(0);
  }
});

test("nothing is traced, and no function may send traces, where the stage file says so", async () => {
  const { stateless } = await synthesize("deployment: { tracing: false }\n");
  for (const [name] of FUNCTIONS) {
    const [, { Properties }] = functionOf(stateless, name);
    expect(Properties.TracingConfig).toBeUndefined();
    expect(Properties.Environment).toMatchObject({ Variables: { POWERTOOLS_TRACE_ENABLED: "false" } });
    expect(
      statementsOf(stateless, name)
        .flatMap(actionsOf)
        .filter((action) => action.startsWith("xray:")),
    ).toEqual([]);
  }
});

describe("least privilege", () => {
  test.each(FUNCTIONS)("%s may do what its uses say, and nothing else", (name, { uses }) => {
    const consumes = pipeline.consumers.some((consumer) => consumer.function === name);
    const scheduled = pipeline.schedules.some((schedule) => schedule.function === name);
    const expected = [
      ...uses.flatMap(actionsOfUse),
      ...LOGS_AND_TRACES,
      ...(consumes ? QUEUE : []),
      // Where a run that failed is kept.
      ...(scheduled ? ["sqs:SendMessage"] : []),
    ];
    const allowed = statementsOf(stacks.stateless, name).flatMap(actionsOf);
    expect([...new Set(allowed)].sort()).toEqual([...new Set(expected)].sort());
  });

  test("no statement allows an action by wildcard", () => {
    for (const [name] of FUNCTIONS) {
      for (const statement of statementsOf(stacks.stateless, name)) {
        expect(statement.Effect).toBe("Allow");
        expect(actionsOf(statement).filter((action) => action.includes("*"))).toEqual([]);
      }
    }
  });

  test("every resource is one resource, where AWS offers any", () => {
    const everywhere = (statement: Statement) => statement.Resource === "*";
    for (const [name] of FUNCTIONS) {
      const wide = statementsOf(stacks.stateless, name).filter(everywhere).flatMap(actionsOf);
      const unavoidable = [
        "cloudtrail:LookupEvents",
        "cloudwatch:GetMetricData",
        "cloudwatch:PutMetricData",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
      ];
      expect(unavoidable).toEqual(expect.arrayContaining(wide));
    }
  });

  test("one function lends roles, only those named for it, under a role whose name trust policies can rely on", () => {
    const lending = FUNCTIONS.filter(([name]) =>
      statementsOf(stacks.stateless, name).flatMap(actionsOf).includes("sts:AssumeRole"),
    );
    expect(lending.map(([name]) => name)).toEqual(["credentials"]);
    const statement = statementsOf(stacks.stateless, "credentials").find((each) =>
      actionsOf(each).includes("sts:AssumeRole"),
    );
    expect(JSON.stringify(statement?.Resource)).toContain(":iam::*:role/samltrail-*");
    const roles = [...resourcesOf(stacks.stateless, "AWS::IAM::Role").values()];
    expect(roles.map(({ Properties }) => Properties.RoleName)).toContain("samltrail-local-credentials");
  });

  test("metrics may be put into the product's namespace only", () => {
    const statement = statementsOf(stacks.stateless, "record-metrics").find((each) =>
      actionsOf(each).includes("cloudwatch:PutMetricData"),
    );
    expect(statement?.Condition).toEqual({ StringEquals: { "cloudwatch:namespace": "samltrail" } });
  });

  test("a query reaches the index and not the table", () => {
    const statement = statementsOf(stacks.stateless, "republish-pending").find((each) =>
      actionsOf(each).includes("dynamodb:Query"),
    );
    expect(JSON.stringify(statement?.Resource)).toContain("/index/pending");
    expect(statement && actionsOf(statement)).toEqual(["dynamodb:Query"]);
  });

  test("no role has a managed policy", () => {
    for (const { Properties } of resourcesOf(stacks.stateless, "AWS::IAM::Role").values()) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test("every function has a role that no other has", () => {
    const roles = [...functionsOf(stacks.stateless).values()].map(({ Properties }) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });
});

describe("the way in", () => {
  test("is the pipeline's routes and no others, each to its function", () => {
    const integrations = resourcesOf(stacks.stateless, "AWS::ApiGatewayV2::Integration");
    const routes = [...resourcesOf(stacks.stateless, "AWS::ApiGatewayV2::Route").values()].map(({ Properties }) => {
      const integration = JSON.stringify(Properties.Target);
      const [, found] = [...integrations].find(([id]) => integration.includes(`"${id}"`)) ?? [];
      const uri = JSON.stringify(found?.Properties.IntegrationUri);
      const target = pipeline.functions.find(({ name }) => uri.includes(`"${functionOf(stacks.stateless, name)[0]}"`));
      expect(found?.Properties.PayloadFormatVersion).toBe("2.0");
      return `${String(Properties.RouteKey)} > ${target?.name}`;
    });
    const expected = pipeline.routes.map(({ method, path, function: name }) => `${method} ${path} > ${name}`);
    expect(routes.sort()).toEqual(expected.sort());
  });

  test("is what the functions take for their base URL", () => {
    const [, { Properties }] = functionOf(stacks.stateless, "acs");
    const [api] = resourcesOf(stacks.stateless, "AWS::ApiGatewayV2::Api").keys();
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    expect(Variables.BASE_URL).toEqual({ "Fn::GetAtt": [api, "ApiEndpoint"] });
  });
});

describe("a consumer of events", () => {
  const consumers = pipeline.consumers.map((consumer) => [consumer.function, consumer] as const);

  test.each(consumers)("%s takes batches from its queue and answers for each message", (name, { batch }) => {
    expect(queueOfFunction(stacks.stateless, name).mapping?.Properties).toMatchObject({
      BatchSize: batch.size,
      MaximumBatchingWindowInSeconds: batch.windowSeconds,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  test.each(consumers)("%s loses nothing: what fails too often is kept", (name, consumer) => {
    const { queue } = queueOfFunction(stacks.stateless, name);
    const redrive = queue?.Properties.RedrivePolicy as Record<string, unknown> | undefined;
    const { maxReceiveCount, deadLetterTargetArn } = redrive ?? {};
    expect(maxReceiveCount).toBe(consumer.maximumReceives);
    expect(queue?.Properties.VisibilityTimeout).toBe(consumer.visibilityTimeoutSeconds);
    const dead = queueOf(stacks.stateless, deadLetterTargetArn);
    expect(dead).toMatchObject({ DeletionPolicy: "Retain", Properties: { MessageRetentionPeriod: 14 * 24 * 3600 } });
    expect(dead?.Properties.RedrivePolicy).toBeUndefined();
  });

  test.each(consumers)(
    "%s may take its time: visibility outlasts the function six times and the window",
    (name, consumer) => {
      const { timeoutSeconds = 0 } = pipeline.functions.find((definition) => definition.name === name) ?? {};
      const { visibilityTimeoutSeconds, batch } = consumer;
      expect(visibilityTimeoutSeconds).toBeGreaterThanOrEqual(6 * timeoutSeconds);
      expect(visibilityTimeoutSeconds).toBeGreaterThan(timeoutSeconds + batch.windowSeconds);
    },
  );

  const takers = pipeline.consumers.flatMap(({ function: name, pattern }) =>
    pattern ? [[name, pattern] as const] : [],
  );

  test.each(takers)("%s gets what its pattern says from the product's bus", (name, pattern) => {
    const { queueId } = queueOfFunction(stacks.stateless, name);
    const rules = [...resourcesOf(stacks.stateless, "AWS::Events::Rule").values()];
    const rule = rules.find(
      ({ Properties }) =>
        Properties.EventBusName !== undefined && JSON.stringify(Properties.Targets).includes(`"${queueId}"`),
    );
    expect(rule?.Properties.EventPattern).toEqual(pattern);
    expect(JSON.stringify(rule?.Properties.EventBusName)).toContain("Fn::ImportValue");
    const targets = rule?.Properties.Targets as readonly { DeadLetterConfig?: { Arn: unknown } }[];
    expect(targets).toHaveLength(1);
    expect(queueOf(stacks.stateless, targets[0]?.DeadLetterConfig?.Arn)?.DeletionPolicy).toBe("Retain");
  });

  const listeners = pipeline.consumers.flatMap(({ function: name, defaultBusPattern }) =>
    defaultBusPattern ? [[name, defaultBusPattern] as const] : [],
  );

  test.each(listeners)(
    "%s gets its records from the default bus, those of calls that only read included",
    (name, pattern) => {
      const { queueId } = queueOfFunction(stacks.stateless, name);
      const rules = [...resourcesOf(stacks.stateless, "AWS::Events::Rule").values()].filter(
        ({ Properties }) => Properties.EventBusName === undefined && Properties.EventPattern !== undefined,
      );
      expect(rules).toHaveLength(listeners.length);
      const rule = rules.find(({ Properties }) => JSON.stringify(Properties.Targets).includes(`"${queueId}"`));
      expect(rule?.Properties).toMatchObject({
        State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        EventPattern: pattern,
        Targets: [{ DeadLetterConfig: { Arn: expect.anything() } }],
      });
      // EventBridge takes no longer one.
      expect(JSON.stringify(rule?.Properties.EventPattern).length).toBeLessThanOrEqual(2048);
    },
  );

  test("record-guard-changes is told what everything is called that guards the evidence", () => {
    const [, { Properties }] = functionOf(stacks.stateless, "record-guard-changes");
    const { Variables } = Properties.Environment as { Variables: { GUARDED_RESOURCES: unknown } };
    const told = JSON.stringify(Variables.GUARDED_RESOURCES);
    expect(told).toContain("samltrail-local samltrail-local-* ");
    for (const part of ["events", "heads", "sealingkeys", "secretspseudonymkeys", "front"])
      expect(told).toContain(part);
  });

  test("reconcile-cloudtrail is told the role that lends", () => {
    const [, { Properties }] = functionOf(stacks.stateless, "reconcile-cloudtrail");
    const { Variables } = Properties.Environment as { Variables: { LENDING_ROLE: { "Fn::GetAtt": [string, string] } } };
    const [role] = Variables.LENDING_ROLE["Fn::GetAtt"];
    expect(resourcesOf(stacks.stateless, "AWS::IAM::Role").get(role)?.Properties.RoleName).toBe(
      "samltrail-local-credentials",
    );
  });

  test("accounts whose roles are lent may forward the records of STS and IAM, and nothing else", () => {
    const [policy] = resourcesOf(stacks.stateless, "AWS::Events::EventBusPolicy").values();
    expect(policy?.Properties).toMatchObject({
      EventBusName: "default",
      Statement: {
        Effect: "Allow",
        Action: "events:PutEvents",
        Condition: {
          StringEquals: {
            "events:source": ["aws.sts", "aws.iam"],
            "events:detail-type": "AWS API Call via CloudTrail",
          },
        },
      },
    });
    const statement = policy?.Properties.Statement as { Principal: { AWS: readonly unknown[] } };
    expect(JSON.stringify(statement.Principal.AWS)).not.toContain("*");
  });

  test("every queue is encrypted and takes nothing without TLS", () => {
    const queues = resourcesOf(stacks.stateless, "AWS::SQS::Queue");
    const policies = [...resourcesOf(stacks.stateless, "AWS::SQS::QueuePolicy").values()];
    for (const [id, { Properties }] of queues) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      const own = policies.find(({ Properties: policy }) => JSON.stringify(policy.Queues).includes(`"${id}"`));
      expect(JSON.stringify(own)).toContain('"aws:SecureTransport":"false"');
    }
  });
});

/** In the largest unit that divides it, as EventBridge is told. */
function rateOf(minutes: number): string {
  const [unit, length] = minutes % 1440 === 0 ? ["day", 1440] : minutes % 60 === 0 ? ["hour", 60] : ["minute", 1];
  const count = minutes / Number(length);
  return `rate(${count} ${unit}${count === 1 ? "" : "s"})`;
}

describe("schedules", () => {
  test.each(pipeline.schedules.map((schedule) => [schedule.function, schedule] as const))(
    "%s runs on time",
    (name, schedule) => {
      const [id] = functionOf(stacks.stateless, name);
      const rules = [...resourcesOf(stacks.stateless, "AWS::Events::Rule").values()];
      const rule = rules.find(({ Properties }) => JSON.stringify(Properties.Targets).includes(`"${id}"`));
      const { everyMinutes } = schedule;
      expect(rule?.Properties).toMatchObject({
        ScheduleExpression: rateOf(everyMinutes),
        State: "ENABLED",
        Targets: [{ DeadLetterConfig: { Arn: expect.anything() } }],
      });
    },
  );

  test("are those of the pipeline and no others", () => {
    const rules = [...resourcesOf(stacks.stateless, "AWS::Events::Rule").values()];
    const scheduled = rules.filter(({ Properties }) => Properties.ScheduleExpression !== undefined);
    expect(scheduled).toHaveLength(pipeline.schedules.length);
  });
});
