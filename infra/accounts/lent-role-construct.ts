import { CfnRole } from "aws-cdk-lib/aws-iam";
import { Aws } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { AGENT_TAG, SESSION_TAGS } from "../../lib/credentials/session-tags.ts";
import { SOURCE_IDENTITY_PATTERN } from "../../lib/credentials/source-identity.ts";
import type { LentRole } from "./lent-roles.ts";

export interface LentRoleConstructProps {
  readonly role: LentRole;
  /** The one role that may assume it, by its ARN. */
  readonly lender: { readonly account: string; readonly roleName: string };
  readonly environment: string;
}

/** IAM's own limits on a description, and on the value of a tag. */
const MAXIMUM_DESCRIPTION = 1_000;
const MAXIMUM_TAG = 256;

/** IAM refuses other characters there. */
const described = (text: string) =>
  text.replace(/[^\t\n\r\u0020-\u007e\u00a1-\u00ff]/g, "?").slice(0, MAXIMUM_DESCRIPTION);
const tagged = (text: string) => text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "_").slice(0, MAXIMUM_TAG);

/**
 * A role that mappings name. It trusts the credentials function and nobody else, and only for a session that says who is behind it.
 * The account's root with a condition as its principal, since a role's ARN there turns into its unique id, and breaks when that role
 * is made anew.
 */
export class LentRoleConstruct extends Construct {
  constructor(scope: Construct, id: string, { role, lender, environment }: LentRoleConstructProps) {
    super(scope, id);
    const Principal = { AWS: `arn:${Aws.PARTITION}:iam::${lender.account}:root` };
    const byLender = {
      ArnEquals: { "aws:PrincipalArn": `arn:${Aws.PARTITION}:iam::${lender.account}:role/${lender.roleName}` },
    };
    new CfnRole(this, "role", {
      roleName: role.name,
      description: described(`samltrail lends this role (${environment}): ${role.purposes.join("; ")}`),
      maxSessionDuration: 3_600,
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "LentToSomebodyNamed",
            Effect: "Allow",
            Principal,
            Action: "sts:AssumeRole",
            Condition: {
              ...byLender,
              StringEquals: {
                "aws:RequestTag/samltrail-provider": [...role.identityProviders],
                "aws:RequestTag/samltrail-environment": environment,
              },
              StringLike: {
                "aws:RequestTag/samltrail-correlation": "?*",
                "sts:RoleSessionName": ["person-?*", "agent-?*"],
                "sts:SourceIdentity": SOURCE_IDENTITY_PATTERN,
              },
            },
          },
          // STS asks for these two besides, where a request names somebody and tags its session; the statement above demands both.
          {
            Sid: "NamesWhoIsBehindIt",
            Effect: "Allow",
            Principal,
            Action: "sts:SetSourceIdentity",
            Condition: byLender,
          },
          {
            Sid: "TagsTheSession",
            Effect: "Allow",
            Principal,
            Action: "sts:TagSession",
            Condition: {
              ...byLender,
              "ForAllValues:StringEquals": { "aws:TagKeys": [...SESSION_TAGS, AGENT_TAG] },
              // A tag that went on into other roles would say of those sessions what nobody here knows of them.
              Null: { "sts:TransitiveTagKeys": "true" },
            },
          },
        ],
      },
      managedPolicyArns: [...role.managedPolicies],
      ...(role.policy === undefined
        ? {}
        : { policies: [{ policyName: "samltrail-mapping-file", policyDocument: role.policy }] }),
      ...(role.permissionsBoundary === undefined ? {} : { permissionsBoundary: role.permissionsBoundary }),
      tags: [
        { key: "samltrail-owner", value: tagged(role.owners.join(" ")) },
        { key: "samltrail-environment", value: environment },
      ],
    });
  }
}
