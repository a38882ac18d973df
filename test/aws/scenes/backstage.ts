/** What scenes change that no person and no function would: no scene waits for days, or for the network to fail. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, paginateScan, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { TableName } from "../../../infra/pipeline/types.ts";
import type { FunctionName } from "../../../infra/pipeline.ts";
import { outputName } from "../../../infra/variables.ts";
import type { Mishaps, OnTheWay } from "../emulator/mishaps.ts";
import type { DemoProvider } from "../identity-provider.ts";
import type { DeployedFunction } from "../roles/deployed-functions.ts";
import { signerOf } from "../roles/read-call.ts";

export interface Backstage {
  /** The stacks' outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** URLs of the consumers' queues. */
  readonly queues: readonly string[];
  readonly functions: readonly DeployedFunction[];
  readonly mishaps: Mishaps;
  readonly provider: DemoProvider;
}

const tableOf = ({ outputs }: Backstage, table: TableName): string =>
  outputs[outputName(`${table.replaceAll("-", "_").toUpperCase()}_TABLE`)] ?? "";

async function withDocuments<Result>(work: (client: DynamoDBDocumentClient) => Promise<Result>): Promise<Result> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

type Item = Readonly<Record<string, unknown>>;

/** Sets attributes of an item. */
export function setItem(backstage: Backstage, table: TableName, Key: Item, attributes: Item): Promise<void> {
  return withDocuments(async (client) => {
    const each = Object.entries(attributes);
    const update = new UpdateCommand({
      TableName: tableOf(backstage, table),
      Key,
      UpdateExpression: `SET ${each.map((_, index) => `#n${index} = :v${index}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(each.map(([name], index) => [`#n${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(each.map(([, value], index) => [`:v${index}`, value])),
    });
    await client.send(update);
  });
}

/** Every item that is so. */
export function findItems(
  backstage: Backstage,
  table: TableName,
  isWanted: (item: Item) => boolean,
): Promise<readonly Item[]> {
  return withDocuments(async (client) => {
    const found: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableOf(backstage, table) })) {
      found.push(...Items.filter(isWanted));
    }
    return found;
  });
}

/** Lays a message into a consumer's queue, as the rule before it would. */
export async function deliver({ queues }: Backstage, consumer: FunctionName, envelope: object): Promise<void> {
  const QueueUrl = queues.find((url) => url.includes(`-${consumer.replaceAll("-", "")}consumer`));
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  try {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(envelope) }));
  } finally {
    client.destroy();
  }
}

/** Calls of a function by its operation, and part of the resource that it names. */
export function callsOf({ functions }: Backstage, name: FunctionName, operation: string, resource = "") {
  const key = functions.find((each) => each.name === name)?.accessKeyId;
  return (call: OnTheWay): boolean => {
    const { accessKeyId, service } = signerOf(call);
    const named = service === "s3" ? call.method : call.headers["x-amz-target"]?.split(".").at(-1);
    return (
      accessKeyId === key && named === operation && `${call.target} ${call.body.toString("utf8")}`.includes(resource)
    );
  };
}

const DAY = 86_400_000;

export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString();
