import type { Demand, Place } from "../aws-call.ts";

interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

/** Tables are named, or given by ARN; IAM decides on the ARN, and for a query of an index on the index alone. */
export function dynamoDbDemands(operation: string, input: Input, { account, region }: Place): readonly Demand[] {
  const arnOf = (table: string) =>
    table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${account}:table/${table}`;
  const { TableName, IndexName, RequestItems } = input;
  const tables = RequestItems ? Object.keys(RequestItems) : TableName === undefined ? [] : [TableName];
  if (tables.length === 0) throw new Error(`dynamodb:${operation} names no table`);
  return tables.map((table) => ({
    action: `dynamodb:${operation}`,
    resource: IndexName === undefined ? arnOf(table) : `${arnOf(table)}/index/${IndexName}`,
    context: {},
  }));
}
