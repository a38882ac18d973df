import type { Template } from "aws-cdk-lib/assertions";
import { functionOf } from "./statements.ts";
import { resourcesOf } from "./synthesize.ts";

function idOf(arn: unknown): string {
  return (arn as { "Fn::GetAtt"?: readonly [string, string] } | undefined)?.["Fn::GetAtt"]?.[0] ?? "";
}

/** The queue that a reference to an ARN means. */
export function queueOf(template: Template, arn: unknown) {
  return resourcesOf(template, "AWS::SQS::Queue").get(idOf(arn));
}

/** The queue that feeds a function, and how. */
export function queueOfFunction(template: Template, name: string) {
  const [id] = functionOf(template, name);
  const mappings = [...resourcesOf(template, "AWS::Lambda::EventSourceMapping").values()];
  const mapping = mappings.find(({ Properties }) => JSON.stringify(Properties.FunctionName).includes(`"${id}"`));
  const arn = mapping?.Properties.EventSourceArn;
  return { mapping, queueId: idOf(arn), queue: queueOf(template, arn) };
}
