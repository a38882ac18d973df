import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Template } from "aws-cdk-lib/assertions";
import { pipeline } from "../../infra/pipeline.ts";
import { MAPPINGS } from "../config/helpers/stage-folder.ts";
import { resourcesOf, synthesize } from "./helpers/synthesize.ts";

const HOME = 'deployment: { account: "999999999999", region: eu-central-1 }\n';

const ROLES = `${MAPPINGS}  - id: readers
    identityProvider: okta
    samlRole: Reader
    environment: dev
    iamRole: arn:aws:iam::123456789012:role/samltrail-auditor
    owner: platform@sp.test
    purpose: reads logs
  - id: of-another-environment
    identityProvider: okta
    samlRole: Releaser
    environment: prod
    iamRole: arn:aws:iam::210987654321:role/samltrail-releaser
    owner: platform@sp.test
    purpose: releases
roles:
  - iamRole: arn:aws:iam::123456789012:role/samltrail-auditor
    managedPolicies: [arn:aws:iam::aws:policy/SecurityAudit]
    policy: { Version: "2012-10-17", Statement: [{ Effect: Deny, Action: "iam:*", Resource: "*" }] }
    permissionsBoundary: arn:aws:iam::123456789012:policy/boundary
`;

const ACCOUNTS = 'accounts: { dev: ["123456789012"], prod: ["210987654321"] }';

let accounts: ReadonlyMap<string, Template>;

const home = () => accounts.get("samltrail-local-account-123456789012-eu-central-1") as Template;
const abroad = () => accounts.get("samltrail-local-account-123456789012-us-east-1") as Template;

beforeAll(async () => {
  ({ accounts } = await synthesize(HOME, { accounts: ACCOUNTS, mappings: ROLES }));
});

describe("the stacks of an account whose roles are lent", () => {
  test("are one for samltrail's own region and one for each other that is forwarded, of this environment's accounts only", () => {
    expect([...accounts.keys()]).toEqual([
      "samltrail-local-account-123456789012-eu-central-1",
      "samltrail-local-account-123456789012-us-east-1",
      // Its own account's: IAM's records come there, whatever the region.
      "samltrail-local-account-999999999999-us-east-1",
    ]);
  });

  test("are not there where the stage file does not say where samltrail runs", async () => {
    expect((await synthesize()).accounts.size).toBe(0);
  });

  test("make each mapped role once, in the first, with what the mapping file says that it may do", () => {
    const roles = [...resourcesOf(home(), "AWS::IAM::Role").values()].filter(({ Properties }) => Properties.RoleName);
    expect(roles).toHaveLength(1);
    expect(roles[0]?.Properties).toMatchObject({
      RoleName: "samltrail-auditor",
      MaxSessionDuration: 3600,
      Description: "samltrail lends this role (dev): reads evidence; reads logs",
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/SecurityAudit"],
      PermissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
      Policies: [{ PolicyDocument: { Statement: [{ Effect: "Deny", Action: "iam:*", Resource: "*" }] } }],
    });
    const named = [...resourcesOf(abroad(), "AWS::IAM::Role").values()].filter(({ Properties }) => Properties.RoleName);
    expect(named).toEqual([]);
  });

  test("have the role trust the credentials function alone, for sessions that name who is behind them (judged in test/aws/roles)", () => {
    const [role] = [...resourcesOf(home(), "AWS::IAM::Role").values()].filter(({ Properties }) => Properties.RoleName);
    const trust = role?.Properties.AssumeRolePolicyDocument as
      | { readonly Statement: Record<string, unknown>[] }
      | undefined;
    const Statement = trust?.Statement ?? [];
    const partition = { Ref: "AWS::Partition" };
    const arn = (resource: string) => ({ "Fn::Join": ["", ["arn:", partition, `:iam::999999999999:${resource}`]] });
    const byLender = { "aws:PrincipalArn": arn("role/samltrail-local-credentials") };
    expect(Statement.map(({ Principal }) => Principal)).toEqual(Array(3).fill({ AWS: arn("root") }));
    expect(Statement.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [
        "sts:AssumeRole",
        {
          ArnEquals: byLender,
          StringEquals: {
            "aws:RequestTag/samltrail-provider": ["okta"],
            "aws:RequestTag/samltrail-environment": "dev",
          },
          StringLike: {
            "aws:RequestTag/samltrail-correlation": "?*",
            "sts:RoleSessionName": ["person-?*", "agent-?*"],
            "sts:SourceIdentity": `?*.${"?".repeat(43)}`,
          },
        },
      ],
      ["sts:SetSourceIdentity", { ArnEquals: byLender }],
      [
        "sts:TagSession",
        {
          ArnEquals: byLender,
          "ForAllValues:StringEquals": {
            "aws:TagKeys": ["samltrail-provider", "samltrail-correlation", "samltrail-environment", "samltrail-agent"],
          },
          Null: { "sts:TransitiveTagKeys": "true" },
        },
      ],
    ]);
  });

  test.each([home, abroad])(
    "forward the records of role assumptions and of changes to roles to samltrail's default bus, and nothing else",
    (of) => {
      const [rule, changes, ...others] = [...resourcesOf(of(), "AWS::Events::Rule").values()];
      expect(others).toEqual([]);
      expect(changes?.Properties.EventPattern).toMatchObject({
        source: ["aws.iam"],
        detail: { eventName: expect.arrayContaining(["UpdateAssumeRolePolicy", "AttachRolePolicy"]) },
      });
      const consumer = pipeline.consumers.find((each) => each.function === "reconcile-cloudtrail");
      expect(rule?.Properties).toMatchObject({
        State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        EventPattern: consumer?.defaultBusPattern,
      });
      const bus = {
        "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":events:eu-central-1:999999999999:event-bus/default"]],
      };
      for (const each of [rule, changes]) expect(each?.Properties.Targets).toMatchObject([{ Arn: bus }]);
      const [policy] = [...resourcesOf(of(), "AWS::IAM::Policy").values()];
      expect(policy?.Properties.PolicyDocument).toMatchObject({
        Statement: [{ Effect: "Allow", Action: "events:PutEvents", Resource: bus }],
      });
    },
  );

  test("have roles but no rule where the account and region are samltrail's own", async () => {
    const own = 'deployment: { account: "123456789012", region: us-east-1 }\n';
    const { accounts: stacks } = await synthesize(own);
    expect([...stacks.keys()]).toEqual(["samltrail-local-account-123456789012-us-east-1"]);
    const [template] = [...stacks.values()];
    expect(resourcesOf(template as Template, "AWS::Events::Rule").size).toBe(0);
    expect(resourcesOf(template as Template, "AWS::IAM::Role").size).toBe(1);
  });
});
