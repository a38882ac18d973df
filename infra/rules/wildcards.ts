import { Stack, Validations } from "aws-cdk-lib/core";
import type { IConstruct } from "constructs";
import type { KnownBucket } from "../resources.ts";

/** As cdk-nag writes a value that is known at deployment only: an import by its export's name, a reference in angle brackets. */
function inWords(value: unknown): string {
  if (typeof value === "string") return value;
  const [[kind, of]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  if (kind === "Fn::Join") return (of as [string, unknown[]])[1].map(inWords).join("");
  return kind === "Ref" ? `<${of}>` : String(of);
}

/** Acknowledges that a role may reach every resource of this name with a wildcard. */
export function acknowledgeWildcard(scope: IConstruct, resource: string, reason: string): void {
  const name = inWords(Stack.of(scope).resolve(resource));
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${name}]`, reason });
}

/** Acknowledges that a role may reach every key of a bucket below a prefix. */
export function acknowledgeKeys(scope: IConstruct, bucket: KnownBucket, prefix: string): void {
  // One that is made here stands in the stateful stack, which exports it; one of another account is known by name.
  const arn = bucket.node.defaultChild ? Stack.of(bucket).exportValue(bucket.bucketArn) : bucket.bucketArn;
  const reason =
    "keys below this prefix are made as time goes on, so none can be named; the bucket policy lets nothing be replaced or deleted";
  acknowledgeWildcard(scope, `${arn}/${prefix}*`, reason);
}
