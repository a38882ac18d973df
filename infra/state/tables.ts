import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { TableDefinition, TableName } from "../pipeline/types.ts";
import type { Stage } from "../stage.ts";

const TYPES = { S: AttributeType.STRING, N: AttributeType.NUMBER } as const;
const PROJECTIONS = { all: ProjectionType.ALL, keys: ProjectionType.KEYS_ONLY } as const;

/** Provisioned is twice what is used: the half that is not, saved up over five minutes, is there when a crowd comes. */
export const UTILIZATION_PERCENT = 50;

/** Units that are there however little is used: some logins a second. */
export const LEAST_UNITS = 25;

export interface TablesProps {
  readonly definitions: readonly TableDefinition[];
  readonly stage: Pick<Stage, "capacity" | "throttling">;
}

/** A table outlives its stack, and can be brought back to any second of the last 35 days. */
function tableOf(scope: Construct, { name, partitionKey, sortKey, timeToLive }: TableDefinition, provisioned: boolean) {
  return new Table(scope, name, {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    ...(sortKey === undefined ? {} : { sortKey: { name: sortKey, type: AttributeType.STRING } }),
    ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
    ...(provisioned
      ? { billingMode: BillingMode.PROVISIONED, readCapacity: LEAST_UNITS, writeCapacity: LEAST_UNITS }
      : { billingMode: BillingMode.PAY_PER_REQUEST }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** @returns its name */
function addIndex(table: Table, { name, partitionKey, sortKey, projection }: NonNullable<TableDefinition["index"]>) {
  table.addGlobalSecondaryIndex({
    indexName: name,
    partitionKey: { name: partitionKey.name, type: TYPES[partitionKey.type] },
    sortKey: { name: sortKey.name, type: TYPES[sortKey.type] },
    projectionType: PROJECTIONS[projection],
  });
  return name;
}

/** Up to what the API lets through: half of its requests are logins. */
function scale(
  table: Table,
  index: string | undefined,
  { reads, writes }: NonNullable<TableDefinition["ofLogin"]>,
  { requestsPerSecond }: Stage["throttling"],
): void {
  const upTo = (units: number) => ({
    minCapacity: LEAST_UNITS,
    maxCapacity: Math.max(2 * LEAST_UNITS, (requestsPerSecond / 2) * units * (100 / UTILIZATION_PERCENT)),
  });
  const scaled = [table.autoScaleReadCapacity(upTo(reads)), table.autoScaleWriteCapacity(upTo(writes))];
  if (index !== undefined) {
    // Entered and left by each login, and read once a minute.
    scaled.push(table.autoScaleGlobalSecondaryIndexWriteCapacity(index, upTo(2)));
    scaled.push(table.autoScaleGlobalSecondaryIndexReadCapacity(index, upTo(1)));
  }
  for (const each of scaled) each.scaleOnUtilization({ targetUtilizationPercent: UTILIZATION_PERCENT });
}

/** The tables of the pipeline, by name. */
export class Tables extends Construct {
  readonly byName: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, { definitions, stage }: TablesProps) {
    super(scope, id);
    const made = definitions.map((definition) => {
      const { name, index, ofLogin } = definition;
      const provisioned = stage.capacity === "provisioned" && ofLogin !== undefined;
      const table = tableOf(this, definition, provisioned);
      const indexName = index && addIndex(table, index);
      if (provisioned) scale(table, indexName, ofLogin, stage.throttling);
      return [name, table] as const;
    });
    this.byName = Object.fromEntries(made) as Record<TableName, Table>;
  }
}
