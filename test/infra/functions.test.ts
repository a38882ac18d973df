/** Each function as it is deployed, and what its role allows. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { pipeline } from "../../infra/pipeline.ts";
import { actionsOf, functionOf, functionsOf, nameOf, type Statement, statementsOf } from "./helpers/statements.ts";
import { resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";
import { actionsOfUse, LOGS, QUEUE, TRACES, variableOf } from "./helpers/uses.ts";

let stacks: Stacks;

beforeAll(async () => {
  stacks = await synthesize();
});

/** The functions of the pipeline, for `test.each`. */
const FUNCTIONS = pipeline.functions.map((definition) => [definition.name, definition] as const);

describe("the functions", () => {
  test("are those of the pipeline and no others", () => {
    const names = [...functionsOf(stacks.stateless).values()].map(nameOf);
    expect(names.sort()).toEqual(pipeline.functions.map(({ name }) => name).sort());
  });

  test.each(FUNCTIONS)("%s runs as the pipeline says, with logs of its own", (name, definition) => {
    const [id, { Properties }] = functionOf(stacks.stateless, name);
    expect(Properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Timeout: definition.timeoutSeconds,
      MemorySize: definition.memoryMegabytes,
    });
    const logGroups = [...functionsOf(stacks.stateless)].map(([each, { Properties: other }]) => ({
      each,
      group: JSON.stringify((other.LoggingConfig as { LogGroup: unknown }).LogGroup),
    }));
    const own = logGroups.find(({ each }) => each === id)?.group;
    expect(logGroups.filter(({ group }) => group === own)).toHaveLength(1);
  });

  test.each(FUNCTIONS)("%s is told the resources it uses, and no others", (name, { uses, traced }) => {
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
    const untraced = traced ? [] : ["POWERTOOLS_TRACE_ENABLED"];
    expect(Object.keys(Variables).sort()).toEqual([...new Set([...common, ...untraced, ...named])].sort());
    expect(Variables).toMatchObject({ CONFIG_FILE: "config/stage.yaml", TRUST_DIRECTORY: "trust" });
  });
});

describe("what is traced", () => {
  function expectTraced(stateless: Stacks["stateless"], wanted: (name: string) => boolean): void {
    for (const [name] of FUNCTIONS) {
      const [, { Properties }] = functionOf(stateless, name);
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const actions = statementsOf(stateless, name).flatMap(actionsOf);
      const may = actions.filter((action) => action.startsWith("xray:")).sort();
      const found = { mode: Properties.TracingConfig, powertools: Variables.POWERTOOLS_TRACE_ENABLED, may };
      expect({ name, ...found }).toEqual(
        wanted(name)
          ? { name, mode: { Mode: "Active" }, powertools: undefined, may: TRACES }
          : { name, mode: undefined, powertools: "false", may: [] },
      );
    }
  }

  test("are by default the functions that let people in and lend them credentials", () => {
    expectTraced(stacks.stateless, (name) => ["acs", "credentials", "agents", "authorize"].includes(name));
  });

  test("are all functions, or none, where the stage file says so; the others may send no traces", async () => {
    const all = await synthesize("deployment: { tracing: all }\n");
    expectTraced(all.stateless, () => true);
    const none = await synthesize("deployment: { tracing: none }\n");
    expectTraced(none.stateless, () => false);
  });
});

describe("least privilege", () => {
  test.each(FUNCTIONS)("%s may do what its uses say, and nothing else", (name, { uses, traced }) => {
    const consumes = pipeline.consumers.some((consumer) => consumer.function === name);
    const scheduled = pipeline.schedules.some((schedule) => schedule.function === name);
    const expected = [
      ...uses.flatMap(actionsOfUse),
      ...LOGS,
      ...(traced ? TRACES : []),
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
    const [role, ...others] = resourcesOf(stacks.stateful, "AWS::IAM::Role").values();
    expect([role?.Properties.RoleName, others]).toEqual(["samltrail-local-credentials", []]);
    const [, { Properties }] = functionOf(stacks.stateless, "credentials");
    expect(JSON.stringify(Properties.Role)).toContain(':role/samltrail-local-credentials"');
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
