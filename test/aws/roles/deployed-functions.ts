/** Each function of the templates with what its role allows there, and the key under which the emulator runs it. */
import { createHash } from "node:crypto";
import type { DeployedTemplate, TemplateResource } from "../deploy/templates.ts";
import type { Place } from "./aws-call.ts";
import type { Statement } from "./policy.ts";

export interface DeployedFunction {
  /** As `infra/pipeline.ts` calls it. */
  readonly name: string;
  /** As Lambda calls it. */
  readonly physicalName: string;
  readonly accessKeyId: string;
  readonly roleArn: string;
  readonly statements: readonly Statement[];
}

const FUNCTION = "AWS::Lambda::Function";
const POLICY = "AWS::IAM::Policy";
const ROLE = "AWS::IAM::Role";

/** `samltrail-emulator/acs/function/Resource` > `acs`, from the path that the CDK notes. */
function nameOf(resource: TemplateResource): string | undefined {
  const path = (resource as { Metadata?: { "aws:cdk:path"?: string } }).Metadata?.["aws:cdk:path"];
  return path?.split("/")[1];
}

/**
 * Under `AUTH=true` MiniStack runs each function with a key of its own, made from the ARNs of the function and its role
 * (`ministack/core/lambda_runtime.py`, `execution_credentials`). Were that to change, no call would have a known key, and the run fails.
 */
function accessKeyOf(functionArn: string, roleArn: string): string {
  const digest = createHash("sha256").update(`${functionArn}:${roleArn}`).digest("hex");
  return `ASIA${digest.slice(0, 16).toUpperCase()}`;
}

function statementsOf(template: DeployedTemplate, roleName: string): readonly Statement[] {
  return Object.values(template.resources)
    .filter(({ Type, Properties }) => {
      return Type === POLICY && (template.resolve(Properties?.Roles ?? []) as readonly string[]).includes(roleName);
    })
    .flatMap(({ Properties }) => {
      const { Statement } = template.resolve(Properties?.PolicyDocument) as {
        readonly Statement: readonly Statement[];
      };
      return Statement;
    });
}

/** Policies within the role, and managed ones, would be missed here; the constructs make none, and this holds them to it. */
function refuseOtherPolicies(id: string, { Properties = {} }: TemplateResource): void {
  const others = ["Policies", "ManagedPolicyArns"].filter((name) => Properties[name] !== undefined);
  if (others.length > 0) throw new Error(`the role ${id} has ${others.join(" and ")}, which are not read here`);
}

function roleNamed(templates: readonly DeployedTemplate[], name: string): readonly [string, TemplateResource] {
  for (const { resources, physicalIds } of templates) {
    const [id] = Object.entries(physicalIds).find(([, physicalId]) => physicalId === name) ?? [];
    const role = id === undefined ? undefined : resources[id];
    if (id !== undefined && role?.Type === ROLE) return [id, role];
  }
  throw new Error(`no stack has the role ${name}`);
}

/** @param templates where the functions' roles stand, theirs among them */
export function functionsOf(
  template: DeployedTemplate,
  templates: readonly DeployedTemplate[],
  { account, region }: Place,
): readonly DeployedFunction[] {
  return Object.entries(template.resources).flatMap(([id, resource]) => {
    const name = nameOf(resource);
    if (resource.Type !== FUNCTION || name === undefined) return [];
    const roleArn = String(template.resolve(resource.Properties?.Role));
    const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    refuseOtherPolicies(...roleNamed(templates, roleName));
    const physicalName = template.physicalIds[id] ?? "";
    const functionArn = `arn:aws:lambda:${region}:${account}:function:${physicalName}`;
    const accessKeyId = accessKeyOf(functionArn, roleArn);
    return [{ name, physicalName, accessKeyId, roleArn, statements: statementsOf(template, roleName) }];
  });
}
