/** What leads to the functions: routes, queues of events, schedules. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Template } from "aws-cdk-lib/assertions";
import { pipeline } from "../../infra/pipeline.ts";
import { queueOf, queueOfFunction } from "./helpers/queues.ts";
import { functionOf } from "./helpers/statements.ts";
import { resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";

let stacks: Stacks;

beforeAll(async () => {
  stacks = await synthesize();
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
    const { Variables } = Properties.Environment as { Variables: { LENDING_ROLE: unknown } };
    expect(JSON.stringify(Variables.LENDING_ROLE)).toContain(':role/samltrail-local-credentials"');
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

  test("a scheduled run that failed is kept where what could not be delivered is", () => {
    const configurations = [...resourcesOf(stacks.stateless, "AWS::Lambda::EventInvokeConfig").values()];
    expect(configurations).toHaveLength(pipeline.schedules.length);
    const rules = [...resourcesOf(stacks.stateless, "AWS::Events::Rule").values()];
    for (const { Properties } of configurations) {
      const { Destination } = (
        Properties.DestinationConfig as { readonly OnFailure: { readonly Destination: unknown } }
      ).OnFailure;
      const undelivered = rules.flatMap(({ Properties: rule }) =>
        (rule.Targets as { readonly DeadLetterConfig?: { readonly Arn: unknown } }[]).map(
          (target) => target.DeadLetterConfig?.Arn,
        ),
      );
      expect(undelivered).toContainEqual(Destination);
      expect(Properties.MaximumRetryAttempts).toBe(0);
    }
  });
});
