/** DynamoDB by dynalite, its tables on disk and shaped as `infra/pipeline.ts` says. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  type AttributeDefinition,
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import type { TableDefinition } from "../infra/pipeline/types.ts";

export interface Database {
  readonly port: number;
  close(): Promise<void>;
}

/** @param directory where the tables are kept */
export async function startDatabase(directory: string): Promise<Database> {
  const server = dynalite({ path: directory, createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };
}

function createTable(table: TableDefinition): CreateTableCommand {
  const { name, partitionKey, sortKey, index } = table;
  const attributes: AttributeDefinition[] = [{ AttributeName: partitionKey, AttributeType: "S" }];
  if (sortKey) attributes.push({ AttributeName: sortKey, AttributeType: "S" });
  if (index) {
    for (const key of [index.partitionKey, index.sortKey]) {
      attributes.push({ AttributeName: key.name, AttributeType: key.type });
    }
  }
  return new CreateTableCommand({
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes,
    KeySchema: [
      { AttributeName: partitionKey, KeyType: "HASH" },
      ...(sortKey ? [{ AttributeName: sortKey, KeyType: "RANGE" as const }] : []),
    ],
    ...(index && {
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.partitionKey.name, KeyType: "HASH" },
            { AttributeName: index.sortKey.name, KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: index.projection === "all" ? "ALL" : "KEYS_ONLY" },
        },
      ],
    }),
  });
}

/** Creates the tables that are not there yet. */
export async function createTables(client: DynamoDBClient, tables: readonly TableDefinition[]): Promise<void> {
  for (const table of tables) {
    await client.send(createTable(table)).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) throw error;
    });
  }
}
