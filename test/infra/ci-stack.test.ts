import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Template } from "aws-cdk-lib/assertions";
import { parse } from "yaml";
import { pipeline } from "../../infra/pipeline.ts";
import { actionsOf, type Statement, statementsOf } from "./helpers/statements.ts";
import { appOf, type Resource, resourcesOf, type Stacks, synthesize } from "./helpers/synthesize.ts";

const GITHUB = `deployment:
  account: "123456789012"
  region: eu-central-1
  permissionsBoundary: samltrail-boundary
  github: { repository: acme/sign-in }
`;

const POLICIES = new URL("../../infra/bootstrap/policies.yaml", import.meta.url);

let ci: Template;
let stacks: Stacks;
let made: Awaited<ReturnType<typeof appOf>>;

beforeAll(async () => {
  made = await appOf(GITHUB);
  if (!made.ci) throw new Error("there is no stack for the repository");
  ci = Template.fromStack(made.ci);
  stacks = await synthesize(GITHUB);
});

const roleNamed = (name: string): Resource | undefined =>
  [...resourcesOf(ci, "AWS::IAM::Role").values()].find(({ Properties }) => Properties.RoleName === name);

function allowedTo(name: string): readonly Statement[] {
  const [id] = [...resourcesOf(ci, "AWS::IAM::Role")].find(([, { Properties }]) => Properties.RoleName === name) ?? [];
  const policies = [...resourcesOf(ci, "AWS::IAM::Policy").values()];
  return policies
    .filter(({ Properties }) => (Properties.Roles as { readonly Ref: string }[]).some(({ Ref }) => Ref === id))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { readonly Statement: Statement[] }).Statement);
}

describe("what the workflows of a repository may do", () => {
  test.each([
    ["plan", "local-plan"],
    ["deploy", "local"],
  ])("%s: only jobs in the environment that is named for it, with a token made for AWS", (role, environment) => {
    const trust = roleNamed(`samltrail-local-ci-${role}`)?.Properties.AssumeRolePolicyDocument;
    expect((trust as { readonly Statement?: unknown } | undefined)?.Statement).toMatchObject([
      {
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": `repo:acme/sign-in:environment:${environment}`,
          },
        },
      },
    ]);
  });

  test("a pull request's plan changes nothing", () => {
    const allowed = allowedTo("samltrail-local-ci-plan");
    expect(allowed.flatMap(actionsOf).sort()).toEqual([
      "cloudformation:DescribeStacks",
      "dynamodb:Scan",
      "sts:AssumeRole",
    ]);
    const assumed = allowed.find((statement) => actionsOf(statement).includes("sts:AssumeRole"));
    expect(JSON.stringify(assumed?.Resource)).toContain(":role/cdk-hnb659fds-lookup-role-");
    expect(JSON.stringify(assumed?.Resource)).not.toContain("deploy-role");
  });

  test("a deployment takes the roles that cdk bootstrap made, applies role mappings, and no more", () => {
    expect([...new Set(allowedTo("samltrail-local-ci-deploy").flatMap(actionsOf))].sort()).toEqual([
      "cloudformation:DescribeStacks",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:UpdateItem",
      "events:PutEvents",
      "sts:AssumeRole",
    ]);
  });

  test("the outputs are what the workflows' variables take: the ARNs of the roles", () => {
    const outputs = ci.findOutputs("*");
    for (const name of ["PlanRole", "DeployRole"]) {
      expect(outputs[name]).toMatchObject({ Value: { "Fn::GetAtt": [expect.stringMatching(/role/), "Arn"] } });
    }
  });

  test("is not for them to change: this stack and those of accounts are deployed with the rights of who deploys them", () => {
    const assembly = made.app.synth();
    const roleOf = (name: string) => assembly.getStackByName(name).assumeRoleArn;
    expect(roleOf("samltrail-local")).toContain("-deploy-role-");
    for (const name of ["samltrail-local-ci", "samltrail-local-account-123456789012-eu-central-1"]) {
      expect(roleOf(name)).toBeUndefined();
    }
  });

  test("there is none where the stage names no repository", async () => {
    expect((await appOf()).ci).toBeUndefined();
  });
});

describe("the permissions boundary", () => {
  interface Document {
    readonly Statement: readonly Statement[];
  }

  /** `!Sub` and `!Ref` are read as their text. */
  const customTags = ["!Sub", "!Ref"].map((tag) => ({ tag, resolve: (text: string) => text }));
  const { Resources } = parse(readFileSync(POLICIES, "utf8"), { customTags }) as {
    readonly Resources: Record<string, { readonly Properties: { readonly PolicyDocument: Document } }>;
  };
  const statements = (name: string) => Resources[name]?.Properties.PolicyDocument.Statement ?? [];

  test("is on every role of the stage", () => {
    for (const template of [stacks.stateful, stacks.stateless]) {
      for (const { Properties } of resourcesOf(template, "AWS::IAM::Role").values()) {
        expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(":policy/samltrail-boundary");
      }
    }
  });

  test("allows whatever any function's role does, so that it never stands in its way", () => {
    const bounded = statements("Boundary").flatMap(actionsOf);
    for (const { name } of pipeline.functions) {
      expect(bounded).toEqual(expect.arrayContaining([...statementsOf(stacks.stateless, name).flatMap(actionsOf)]));
    }
  });

  test("allows nothing of IAM, and no action by wildcard", () => {
    const bounded = statements("Boundary").flatMap(actionsOf);
    expect(bounded.filter((action) => action.startsWith("iam:") || action.includes("*"))).toEqual([]);
  });

  test("must be on a role that a deployment makes, and a deployment deletes nothing that holds data", () => {
    const making = statements("Deployment").filter((each) => actionsOf(each).includes("iam:CreateRole"));
    expect(making.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "iam:PermissionsBoundary": "Boundary" } },
    ]);
    const deleting = statements("Deployment")
      .flatMap(actionsOf)
      .filter((action) => /:Delete(Table|Bucket|Object|Secret)|ScheduleKeyDeletion/.test(action));
    expect(deleting).toEqual([]);
    expect(statements("Deployment").flatMap(actionsOf)).not.toContain("iam:DeleteRolePermissionsBoundary");
  });
});
