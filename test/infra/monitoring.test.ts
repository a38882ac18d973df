/** Dashboards, alarms and saved queries as they are deployed; what they say is held in test/dashboards. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { compositeAlarms, metricAlarms } from "../../dashboards/alarms/all.ts";
import { DASHBOARDS } from "../../dashboards/dashboards.ts";
import { placesByName } from "../../dashboards/places.ts";
import { QUERIES } from "../../dashboards/queries/queries.ts";
import { pipeline } from "../../infra/pipeline.ts";
import { functionsOf } from "./helpers/statements.ts";
import { appOf, type Resource, resourcesOf } from "./helpers/synthesize.ts";

const SETTINGS = `alarms:
  emails: [security@example.com, oncall@example.com]
  runbooks: https://wiki.example.com/runbooks/
`;

let stateless: Template;
let observability: Template;

beforeAll(async () => {
  const stacks = await appOf(SETTINGS);
  stateless = Template.fromStack(stacks.stateless);
  observability = Template.fromStack(stacks.observability);
});

const places = placesByName({ environment: "dev", service: "samltrail-local", region: "eu-central-1" });
/** What a rule could not deliver, and what a function could not process, have a queue each here. */
const deadLetterQueues = places.deadLetterQueues.flatMap((queue) =>
  pipeline.consumers.some((consumer) => consumer.function === queue.of) ? [queue, queue] : [queue],
);
const alarms = metricAlarms({ ...places, deadLetterQueues });
const deployed = () => [...resourcesOf(observability, "AWS::CloudWatch::Alarm").values()];
const alarmOf = (name: string): Resource["Properties"] => {
  const found = deployed().find(({ Properties }) => Properties.AlarmName === `samltrail-local-${name}`);
  if (!found) throw new Error(`no alarm ${name}`);
  return found.Properties;
};
const topicOf = () => [...resourcesOf(observability, "AWS::SNS::Topic").keys()][0];

describe("an alarm", () => {
  test("is deployed for each that is defined, and no other", () => {
    const names = deployed().map(({ Properties }) => Properties.AlarmName);
    expect(names.sort()).toEqual(alarms.map(({ name }) => `samltrail-local-${name}`).sort());
  });

  test.each(alarms.map((alarm) => [alarm.name, alarm] as const))(
    "%s judges what its definition says",
    (name, alarm) => {
      const { metrics, expressions, periodSeconds, periods, threshold, missingData, silent, runbook } = alarm;
      const properties = alarmOf(name);
      const queries = properties.Metrics as readonly Record<string, unknown>[];
      expect(queries.map(({ Id }) => Id)).toEqual([...metrics, ...expressions].map(({ id }) => id));
      expect(queries.filter(({ ReturnData }) => ReturnData)).toEqual([queries.at(-1)]);
      for (const [index, { reference, stat }] of metrics.entries()) {
        expect(queries[index]?.MetricStat).toMatchObject({
          Metric: { Namespace: reference.namespace, MetricName: reference.name },
          Period: periodSeconds,
          Stat: stat,
        });
      }
      expect(properties).toMatchObject({
        EvaluationPeriods: periods.of,
        DatapointsToAlarm: periods.beyond,
        Threshold: threshold,
        TreatMissingData: missingData,
      });
      const description = String(properties.AlarmDescription);
      expect(description).toMatch(new RegExp(`https://wiki.example.com/runbooks/${runbook}.md$`));
      expect(description.length).toBeLessThanOrEqual(1024);
      const actions = silent ? [] : [{ Ref: topicOf() }];
      expect([properties.AlarmActions, properties.OKActions]).toEqual([actions, actions]);
    },
  );

  test("names the resources of the other stacks, and the service that its functions go by", () => {
    const [, acs] = [...functionsOf(stateless)].find(([id]) => id.startsWith("acsfunction")) ?? [];
    expect(acs?.Properties.Environment).toMatchObject({ Variables: { POWERTOOLS_SERVICE_NAME: "samltrail-local" } });
    expect(JSON.stringify(alarmOf("pruning-refused").Metrics)).toContain(
      '{"Name":"service","Value":"samltrail-local"}',
    );
    expect(JSON.stringify(alarmOf("function-acs").Metrics)).toMatch(
      /"FunctionName","Value":\{"Fn::ImportValue":"samltrail-local:ExportsOutputRefacsfunction\w+"\}/,
    );
    expect(JSON.stringify(alarmOf("dead-letters-archive-events").Metrics)).toMatch(
      /"QueueName","Value":\{"Fn::ImportValue":"samltrail-local:ExportsOutputFnGetAttarchiveeventsconsumer\w+QueueName\w+"\}/,
    );
  });
});

describe("whoever is told of alarms", () => {
  test("is who the stage file names", () => {
    const subscriptions = [...resourcesOf(observability, "AWS::SNS::Subscription").values()];
    expect(subscriptions.map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])).toEqual([
      ["email", "security@example.com"],
      ["email", "oncall@example.com"],
    ]);
  });

  test("is told through a topic that is encrypted and takes nothing but this stage's alarms, over TLS", () => {
    const [topic] = resourcesOf(observability, "AWS::SNS::Topic").values();
    const [[keyId, key] = ["", undefined]] = resourcesOf(observability, "AWS::KMS::Key");
    expect(topic?.Properties.KmsMasterKeyId).toEqual({ "Fn::GetAtt": [keyId, "Arn"] });
    const [policy] = resourcesOf(observability, "AWS::SNS::TopicPolicy").values();
    for (const document of [policy?.Properties.PolicyDocument, key?.Properties.KeyPolicy]) {
      const { Statement } = document as { Statement: readonly { Principal: unknown; Condition: unknown }[] };
      const [statement] = Statement.filter(({ Principal }) => JSON.stringify(Principal).includes("cloudwatch"));
      expect(JSON.stringify(statement?.Condition)).toContain(":alarm:samltrail-local-*");
      expect(statement?.Condition).toMatchObject({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } });
    }
    expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });
});

test("each dashboard is deployed for its audience, with what things are called here", () => {
  const bodies = [...resourcesOf(observability, "AWS::CloudWatch::Dashboard").values()];
  expect(bodies.map(({ Properties }) => Properties.DashboardName)).toEqual(
    DASHBOARDS.map(({ name }) => `samltrail-local-${name}`),
  );
  for (const { Properties } of bodies) {
    const body = JSON.stringify(Properties.DashboardBody);
    expect(body).toContain(": dev");
    expect(body).toContain('{"Ref":"AWS::Region"}');
    expect(body).toContain(":alarm:samltrail-local-");
  }
});

describe("the stack of all that watches", () => {
  test("joins alarms by their names, once they are there", () => {
    const composites = [...resourcesOf(observability, "AWS::CloudWatch::CompositeAlarm").values()];
    expect(composites.map(({ Properties }) => [Properties.AlarmName, Properties.AlarmRule])).toEqual(
      compositeAlarms().map(({ name, allOf }) => [
        `samltrail-local-${name}`,
        allOf.map((one) => `ALARM("samltrail-local-${one}")`).join(" AND "),
      ]),
    );
    for (const { Properties, DependsOn } of composites) {
      expect(DependsOn).toHaveLength(alarms.length);
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.AlarmDescription).toMatch(/https:\/\/wiki.example.com\/runbooks\/login-burn.md$/);
    }
  });

  test("saves each query for the logs of its functions", () => {
    const saved = [...resourcesOf(observability, "AWS::Logs::QueryDefinition").values()];
    expect(saved.map(({ Properties }) => Properties.Name)).toEqual(
      QUERIES.map(({ name }) => `samltrail/local/${name}`),
    );
    const counts = saved.map(({ Properties }) => (Properties.LogGroupNames as readonly unknown[]).length);
    expect(counts).toEqual(QUERIES.map(({ functions }) => functions.length));
  });

  test("holds nothing else, and nothing depends on it", () => {
    const resources = Object.values(observability.toJSON().Resources as Record<string, { Type: string }>);
    const types = [...new Set(resources.map(({ Type }) => Type))].filter((type) => type !== "AWS::CDK::Metadata");
    expect(types.sort()).toEqual([
      "AWS::CloudWatch::Alarm",
      "AWS::CloudWatch::CompositeAlarm",
      "AWS::CloudWatch::Dashboard",
      "AWS::KMS::Key",
      "AWS::Logs::QueryDefinition",
      "AWS::SNS::Subscription",
      "AWS::SNS::Topic",
      "AWS::SNS::TopicPolicy",
    ]);
    expect(Object.keys(observability.toJSON().Outputs)).toEqual(["AlarmTopic"]);
    const text = JSON.stringify(stateless.toJSON());
    expect(text).not.toContain("AWS::CloudWatch::");
  });
});
