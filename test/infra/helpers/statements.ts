/** What each function's role allows, read from the template alone. */
import type { Template } from "aws-cdk-lib/assertions";
import { type Resource, resourcesOf } from "./synthesize.ts";

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Reference {
  readonly "Fn::GetAtt"?: readonly [string, string];
  readonly Ref?: string;
}

/** `// acs` > `acs`: the name that the test's stand-in for the code carries. */
export function nameOf({ Properties }: Resource): string {
  const { ZipFile } = Properties.Code as { ZipFile: string };
  return ZipFile.match(/^\/\/ (.+)$/m)?.[1] ?? "";
}

/** By logical id. Functions that CDK adds for itself have no place here. */
export function functionsOf(template: Template): ReadonlyMap<string, Resource> {
  return resourcesOf(template, "AWS::Lambda::Function");
}

export function functionOf(template: Template, name: string): readonly [string, Resource] {
  for (const [id, resource] of functionsOf(template)) if (nameOf(resource) === name) return [id, resource];
  throw new Error(`the template has no function ${name}`);
}

/** Every statement of every policy attached to the function's role, by its logical id or its name. */
export function statementsOf(template: Template, name: string): readonly Statement[] {
  const [, { Properties }] = functionOf(template, name);
  const role = (Properties.Role as Reference)["Fn::GetAtt"]?.[0];
  const isOwn = (each: Reference | string) =>
    typeof each === "string" ? JSON.stringify(Properties.Role).includes(`:role/${each}"`) : each.Ref === role;
  const policies = [...resourcesOf(template, "AWS::IAM::Policy").values()].filter(({ Properties: policy }) =>
    (policy.Roles as readonly (Reference | string)[]).some(isOwn),
  );
  return policies.flatMap(({ Properties: policy }) => (policy.PolicyDocument as { Statement: Statement[] }).Statement);
}

export function actionsOf({ Action }: Statement): readonly string[] {
  return typeof Action === "string" ? [Action] : Action;
}
