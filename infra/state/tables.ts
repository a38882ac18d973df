import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { TableDefinition, TableName } from "../pipeline.ts";

const TYPES = { S: AttributeType.STRING, N: AttributeType.NUMBER } as const;
const PROJECTIONS = { all: ProjectionType.ALL, keys: ProjectionType.KEYS_ONLY } as const;

/** A table outlives its stack, and can be brought back to any second of the last 35 days. */
function tableOf(scope: Construct, { name, partitionKey, sortKey, timeToLive, index }: TableDefinition): Table {
  const table = new Table(scope, name, {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    ...(sortKey === undefined ? {} : { sortKey: { name: sortKey, type: AttributeType.STRING } }),
    ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  if (index) {
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: { name: index.partitionKey.name, type: TYPES[index.partitionKey.type] },
      sortKey: { name: index.sortKey.name, type: TYPES[index.sortKey.type] },
      projectionType: PROJECTIONS[index.projection],
    });
  }
  return table;
}

/** The tables of the pipeline, by name. */
export class Tables extends Construct {
  readonly byName: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, definitions: readonly TableDefinition[]) {
    super(scope, id);
    const made = definitions.map((definition) => [definition.name, tableOf(this, definition)] as const);
    this.byName = Object.fromEntries(made) as Record<TableName, Table>;
  }
}
