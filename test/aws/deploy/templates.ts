/** The synthesized templates, and what their references stand for where they are deployed. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  paginateListExports,
} from "@aws-sdk/client-cloudformation";
import { paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Place } from "../roles/aws-call.ts";

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface DeployedTemplate {
  readonly stack: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** By logical id: the name, ARN or URL by which its service knows it. */
  readonly physicalIds: Readonly<Record<string, string>>;
  /** Puts what they stand for in place of a value's references. @throws where it meets one that it does not know */
  resolve(value: unknown): unknown;
}

type Arns = (physicalId: string, place: Place) => string;

const named =
  (service: string, prefix: string): Arns =>
  (id, { account, region }) =>
    id.startsWith("arn:") ? id : `arn:aws:${service}:${region}:${account}:${prefix}${id}`;

/** What `Fn::GetAtt … Arn` comes to, as AWS documents it for each type. */
const ARNS: Readonly<Record<string, Arns>> = {
  "AWS::DynamoDB::Table": named("dynamodb", "table/"),
  "AWS::Events::EventBus": named("events", "event-bus/"),
  "AWS::IAM::Role": (id, { account }) => `arn:aws:iam::${account}:role/${id}`,
  "AWS::KMS::Key": named("kms", "key/"),
  "AWS::Lambda::Function": named("lambda", "function:"),
  "AWS::Logs::LogGroup": (id, place) => `${named("logs", "log-group:")(id, place)}:*`,
  "AWS::S3::Bucket": (id) => `arn:aws:s3:::${id}`,
  "AWS::SNS::Topic": (id) => id,
  // A queue's physical id is its URL.
  "AWS::SQS::Queue": (id, { account, region }) => `arn:aws:sqs:${region}:${account}:${id.split("/").at(-1)}`,
};

interface Scope extends Omit<DeployedTemplate, "resolve"> {
  readonly place: Place;
  readonly exports: ReadonlyMap<string, string>;
}

function reference({ place, stack, physicalIds }: Scope, name: string): string {
  const pseudo: Readonly<Record<string, string>> = {
    "AWS::AccountId": place.account,
    "AWS::Partition": "aws",
    "AWS::Region": place.region,
    "AWS::StackName": stack,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const value = pseudo[name] ?? physicalIds[name];
  if (value === undefined) throw new Error(`${stack}: nothing is deployed for ${name}`);
  return value;
}

function attribute(scope: Scope, name: string, attributeName: string): string {
  const arnOf = ARNS[scope.resources[name]?.Type ?? ""];
  if (attributeName === "Arn" && arnOf) return arnOf(reference(scope, name), scope.place);
  throw new Error(`${scope.stack}: ${attributeName} of ${name} is not known here`);
}

function imported({ exports, stack }: Scope, name: string): string {
  const value = exports.get(name);
  if (value === undefined) throw new Error(`${stack}: nothing exports ${name}`);
  return value;
}

function resolve(scope: Scope, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(scope, each));
  if (typeof value !== "object" || value === null) return value;
  const [[key, argument] = ["", undefined], ...more] = Object.entries(value);
  if (more.length === 0) {
    if (key === "Ref") return reference(scope, String(argument));
    if (key === "Fn::ImportValue") return imported(scope, String(resolve(scope, argument)));
    if (key === "Fn::GetAtt") {
      const [name = "", attributeName = ""] = argument as readonly string[];
      return attribute(scope, name, attributeName);
    }
    if (key === "Fn::Join") {
      const [separator, parts] = argument as readonly [string, readonly unknown[]];
      return parts.map((part) => String(resolve(scope, part))).join(separator);
    }
    if (key.startsWith("Fn::")) throw new Error(`${scope.stack}: ${key} is not known here`);
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(scope, each)]));
}

async function exportsOf(client: CloudFormationClient, secrets: ReadonlyMap<string, string>) {
  const found = new Map<string, string>();
  for await (const { Exports = [] } of paginateListExports({ client }, {})) {
    for (const { Name = "", Value = "" } of Exports) found.set(Name, secrets.get(Value) ?? Value);
  }
  return found;
}

/** `Ref` of a secret is its ARN; the emulator makes it the name. @returns ARNs by name */
export async function secretArns(): Promise<ReadonlyMap<string, string>> {
  const client = new SecretsManagerClient({});
  try {
    const found = new Map<string, string>();
    for await (const { SecretList = [] } of paginateListSecrets({ client }, {})) {
      for (const { Name = "", ARN = "" } of SecretList) found.set(Name, ARN);
    }
    return found;
  } finally {
    client.destroy();
  }
}

/** Reads the templates that the CDK wrote and what has been made of them. */
export async function readDeployedTemplates(
  assembly: string,
  stacks: readonly string[],
  place: Place,
): Promise<readonly DeployedTemplate[]> {
  const client = new CloudFormationClient({});
  try {
    const secrets = await secretArns();
    const exports = await exportsOf(client, secrets);
    return await Promise.all(
      stacks.map(async (stack) => {
        const text = await readFile(join(assembly, `${stack}.template.json`), "utf8");
        const { Resources: resources } = JSON.parse(text) as { Resources: Record<string, TemplateResource> };
        const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stack }));
        const physicalIds = Object.fromEntries(
          StackResources.map(({ LogicalResourceId = "", PhysicalResourceId = "" }) => [
            LogicalResourceId,
            secrets.get(PhysicalResourceId) ?? PhysicalResourceId,
          ]),
        );
        const scope: Scope = { stack, resources, physicalIds, place, exports };
        return { stack, resources, physicalIds, resolve: (value: unknown) => resolve(scope, value) };
      }),
    );
  } finally {
    client.destroy();
  }
}
