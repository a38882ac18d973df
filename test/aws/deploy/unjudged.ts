/**
 * What the emulator's IAM cannot judge as AWS does: condition keys that it does not fill, and references that its CloudFormation
 * resolves otherwise. Policies are set from the template once more, as AWS resolves them, without those conditions; each one left
 * out is told, and judged by `roles/policy.ts` alone.
 */
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import type { Statement } from "../roles/policy.ts";
import type { DeployedTemplate } from "./templates.ts";

/** Keys that MiniStack 1.5.33 leaves empty (`core/iam_actions.py`). */
const UNKNOWN_KEYS = ["cloudwatch:namespace", "s3:if-none-match", "s3:TlsVersion"];

interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

const unknownKeyOf = ({ Condition = {} }: Statement): string | undefined =>
  Object.values(Condition)
    .flatMap((keys) => Object.keys(keys))
    .find((key) => UNKNOWN_KEYS.includes(key));

/** An allowance loses its condition; a denial that could only ever deny is left out. */
function judged(document: Document, leftOut: (key: string) => void): Document {
  const statements = document.Statement.flatMap((statement) => {
    const key = unknownKeyOf(statement);
    if (key === undefined) return [statement];
    leftOut(key);
    const { Condition: _, ...rest } = statement;
    return statement.Effect === "Allow" ? [rest] : [];
  });
  return { ...document, Statement: statements };
}

/** The statements of the templates' bucket policies, as AWS resolves them. */
export function bucketPoliciesOf(templates: readonly DeployedTemplate[]): readonly Statement[] {
  return templates.flatMap(({ resources, resolve }) =>
    Object.values(resources)
      .filter(({ Type }) => Type === "AWS::S3::BucketPolicy")
      .flatMap(({ Properties }) => (resolve(Properties?.PolicyDocument) as Document).Statement),
  );
}

/** @returns what was left out, a line each */
export async function setPoliciesAgain(templates: readonly DeployedTemplate[]): Promise<readonly string[]> {
  const [iam, s3] = [new IAMClient({}), new S3Client({})];
  const left: string[] = [];
  try {
    for (const { stack, resources, physicalIds, resolve } of templates) {
      for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
        const document = () =>
          JSON.stringify(
            judged(resolve(Properties.PolicyDocument) as Document, (key) =>
              left.push(`${stack} ${id}: a condition on ${key}`),
            ),
          );
        if (Type === "AWS::S3::BucketPolicy") {
          const Bucket = String(resolve(Properties.Bucket));
          await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: document() }));
        } else if (Type === "AWS::IAM::Policy") {
          const PolicyName = String(Properties.PolicyName);
          for (const { Ref = "" } of Properties.Roles as readonly { readonly Ref?: string }[]) {
            const RoleName = physicalIds[Ref];
            await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document() }));
          }
        }
      }
    }
  } finally {
    iam.destroy();
    s3.destroy();
  }
  return left;
}
