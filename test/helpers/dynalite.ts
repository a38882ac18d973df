/** The pipeline's tables on dynalite, in memory, on a free port of the loopback address. */
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { type AttributeDefinition, CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { TableDefinition } from "../../infra/pipeline/types.ts";
import { pipeline } from "../../infra/pipeline.ts";

interface DynaliteOptions {
  readonly createTableMs: number;
}

const dynalite = createRequire(import.meta.url)("dynalite") as (options: DynaliteOptions) => Server;

export interface Dynalite {
  readonly client: DynamoDBDocumentClient;
  /** A client of its own, for a test that puts a fault in its way. */
  connect(): DynamoDBDocumentClient;
  /** For `AWS_ENDPOINT_URL_DYNAMODB`, where a handler makes its own client. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

function createTable({ name, partitionKey, sortKey, index }: TableDefinition): CreateTableCommand {
  const definitions: AttributeDefinition[] = [{ AttributeName: partitionKey, AttributeType: "S" }];
  if (sortKey) definitions.push({ AttributeName: sortKey, AttributeType: "S" });
  for (const key of index ? [index.partitionKey, index.sortKey] : []) {
    definitions.push({ AttributeName: key.name, AttributeType: key.type });
  }
  const keySchema = (partition: string, sort?: string) => [
    { AttributeName: partition, KeyType: "HASH" as const },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: "RANGE" as const }]),
  ];
  return new CreateTableCommand({
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: definitions,
    KeySchema: keySchema(partitionKey, sortKey),
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: keySchema(index.partitionKey.name, index.sortKey.name),
          Projection: { ProjectionType: index.projection === "all" ? "ALL" : "KEYS_ONLY" },
        },
      ],
    }),
  });
}

/** Starts dynalite with every table of `infra/pipeline.ts`, under the names written there. */
export async function startDynalite(): Promise<Dynalite> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const connect = () =>
    DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: "eu-central-1", credentials }));
  const client = connect();
  for (const table of pipeline.tables) await client.send(createTable(table));
  return {
    client,
    endpoint,
    connect,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Takes every item out of a table. */
export async function clearTable(client: DynamoDBDocumentClient, name: string): Promise<void> {
  const table = pipeline.tables.find((each) => each.name === name);
  if (!table) throw new Error(`the pipeline has no table ${name}`);
  const keys = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
  for (const item of Items) {
    const Key = Object.fromEntries(keys.map((key) => [key, item[key] as unknown]));
    await client.send(new DeleteCommand({ TableName: name, Key }));
  }
}
