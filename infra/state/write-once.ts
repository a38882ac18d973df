import { Effect, PolicyStatement, StarPrincipal } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";

/**
 * Object Lock keeps versions but allows new ones and delete markers, and after a marker a write "where none is" succeeds again. So
 * nobody may delete, and nobody may write without that condition.
 * @param prefix of the keys that are written once
 */
export function writeOnce(bucket: Bucket, prefix = ""): void {
  const everybody = { effect: Effect.DENY, principals: [new StarPrincipal()] };
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...everybody,
      sid: "NeverOverwritten",
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects(`${prefix}*`)],
      conditions: { Null: { "s3:if-none-match": "true" } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...everybody,
      sid: "NeverDeleted",
      actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      resources: [bucket.arnForObjects("*")],
    }),
  );
}
