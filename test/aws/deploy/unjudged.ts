/**
 * What the emulator's IAM does not judge as AWS does. Its CloudFormation resolves some references otherwise, it leaves condition keys
 * empty, and it fills `aws:PrincipalArn` with the session's ARN where AWS has the role's. So policies are set once more from the
 * template, resolved as by AWS and put in its words; whatever is lost that way is told, and judged by `roles/policy.ts` alone.
 */
import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import { PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import type { Statement } from "../roles/policy.ts";
import type { DeployedTemplate, TemplateResource } from "./templates.ts";

/** Keys that MiniStack 1.5.33 leaves empty (`core/iam_actions.py`, and `services/sts.py` for trust policies). */
const UNKNOWN_KEYS = [
  "cloudwatch:namespace",
  "s3:if-none-match",
  "s3:TlsVersion",
  "sts:SourceIdentity",
  "sts:TransitiveTagKeys",
];

type Condition = NonNullable<Statement["Condition"]>;

interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

const keysOf = ({ Condition = {} }: Statement) => Object.values(Condition).flatMap((keys) => Object.keys(keys));

/** A role's ARN as that of its sessions. */
const asSession = (arn: string) => arn.replace(/^arn:aws:iam::(\d+):role\/(.+)$/, "arn:aws:sts::$1:assumed-role/$2/*");

function ofSessions(condition: Condition): Condition {
  const changed = (keys: Condition[string]) =>
    Object.entries(keys).map(([key, value]) => {
      if (key !== "aws:PrincipalArn") return [key, value] as const;
      return [key, typeof value === "string" ? asSession(value) : value.map(asSession)] as const;
    });
  return Object.fromEntries(Object.entries(condition).map(([name, keys]) => [name, Object.fromEntries(changed(keys))]));
}

function withoutUnknown(condition: Condition): Condition {
  const operators = Object.entries(condition).map(([name, keys]) => {
    const known = Object.entries(keys).filter(([key]) => !UNKNOWN_KEYS.includes(key));
    return [name, Object.fromEntries(known)] as const;
  });
  return Object.fromEntries(operators.filter(([, keys]) => Object.keys(keys).length > 0));
}

/** Log groups as the emulator names them, where AWS asks for everything in them (`:*`). */
function withoutStreams(resource: Statement["Resource"], tell: (what: string) => void): Statement["Resource"] {
  const named = (each: string) => each.replace(/^(arn:aws:logs:.*:log-group:[^:*]+):\*$/, "$1");
  const [given, found] = [[resource].flat(), [resource].flat().map(named)];
  if (found.some((each, index) => each !== given[index])) tell("a log group is named without :*");
  return found;
}

/** An allowance loses the condition that cannot be judged; a denial with such a one could only ever deny, and is left out. */
function inItsWords(document: Document, tell: (what: string) => void): Document {
  const statements = document.Statement.flatMap((given): readonly Statement[] => {
    const asked = [given.Action].flat().includes("logs:FilterLogEvents");
    const statement = asked ? { ...given, Resource: withoutStreams(given.Resource, tell) } : given;
    if (!statement.Condition) return [statement];
    const unknown = keysOf(statement).filter((key) => UNKNOWN_KEYS.includes(key));
    for (const key of unknown) tell(`a condition on ${key} is left out`);
    if (unknown.length > 0 && statement.Effect === "Deny") return [];
    if (keysOf(statement).includes("aws:PrincipalArn")) tell("aws:PrincipalArn is asked for as the session's ARN");
    return [{ ...statement, Condition: ofSessions(withoutUnknown(statement.Condition)) }];
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

interface Clients {
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
}

type Setter = (
  clients: Clients,
  template: DeployedTemplate,
  id: string,
  properties: NonNullable<TemplateResource["Properties"]>,
  text: (document: unknown) => string,
) => Promise<void>;

const SETTERS: Readonly<Record<string, Setter>> = {
  async "AWS::S3::BucketPolicy"({ s3 }, { resolve }, _id, { Bucket, PolicyDocument }, text) {
    await s3.send(new PutBucketPolicyCommand({ Bucket: String(resolve(Bucket)), Policy: text(PolicyDocument) }));
  },
  async "AWS::KMS::Key"({ kms }, { physicalIds }, id, { KeyPolicy }, text) {
    await kms.send(new PutKeyPolicyCommand({ KeyId: physicalIds[id], PolicyName: "default", Policy: text(KeyPolicy) }));
  },
  async "AWS::IAM::Policy"({ iam }, { resolve }, _id, { PolicyName, Roles, PolicyDocument }, text) {
    for (const RoleName of resolve(Roles) as readonly string[]) {
      const names = { RoleName, PolicyName: String(PolicyName) };
      await iam.send(new PutRolePolicyCommand({ ...names, PolicyDocument: text(PolicyDocument) }));
    }
  },
  async "AWS::IAM::Role"({ iam }, { physicalIds }, id, { AssumeRolePolicyDocument }, text) {
    const PolicyDocument = text(AssumeRolePolicyDocument);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: physicalIds[id], PolicyDocument }));
  },
};

/** @returns what could not be put in its words, a line each */
export async function setPoliciesAgain(templates: readonly DeployedTemplate[]): Promise<readonly string[]> {
  const clients: Clients = { iam: new IAMClient({}), kms: new KMSClient({}), s3: new S3Client({}) };
  const told: string[] = [];
  try {
    for (const template of templates) {
      for (const [id, { Type, Properties = {} }] of Object.entries(template.resources)) {
        const tell = (what: string) => void told.push(`${template.stack} ${id}: ${what}`);
        const text = (document: unknown) => JSON.stringify(inItsWords(template.resolve(document) as Document, tell));
        await SETTERS[Type]?.(clients, template, id, Properties, text);
      }
    }
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
  return [...new Set(told)];
}
