/** What functions use, as the stateful stack makes it and the stateless stack refers to it. */
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { SecretName, TableName } from "./pipeline/types.ts";
import type { ResourceNames } from "./variables.ts";

/** As much of a bucket as is used here of one that may be of another account. */
export type KnownBucket = Pick<Bucket, "bucketName" | "bucketArn" | "arnForObjects" | "node" | "with">;

export interface Resources {
  readonly tables: Readonly<Record<TableName, Table>>;
  readonly secrets: Readonly<Record<SecretName, Secret>>;
  readonly eventBus: EventBus;
  readonly evidenceBucket: Bucket;
  /** Of this account or another. */
  readonly headBucket: KnownBucket;
  /** In the order of their service; the last one is current. */
  readonly sealingKeys: readonly Key[];
}

function mapValues<Key extends string, From>(record: Readonly<Record<Key, From>>, map: (value: From) => string) {
  const entries = Object.entries(record) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)])) as Record<Key, string>;
}

/** The names by which the SDK addresses the resources; a secret is addressed by its ARN. */
export function resourceNames({ tables, secrets, eventBus, ...evidence }: Resources): ResourceNames {
  const sealingKey = evidence.sealingKeys.at(-1);
  if (!sealingKey) throw new Error("the pipeline names no key to seal with");
  return {
    tables: mapValues(tables, (table) => table.tableName),
    secrets: mapValues(secrets, (secret) => secret.secretArn),
    eventBus: eventBus.eventBusName,
    evidenceBucket: evidence.evidenceBucket.bucketName,
    headBucket: evidence.headBucket.bucketName,
    sealingKey: sealingKey.keyArn,
  };
}

/**
 * What everything is called that guards the evidence. CloudFormation begins its names with the stack's; the others are named one by
 * one, as a function's environment has no room for all.
 */
export function guardedNames(stageName: string, resources: Resources): readonly string[] {
  const { eventBus, secrets, sealingKeys, headBucket } = resources;
  const stack = `samltrail-${stageName}`;
  return [
    stack,
    `${stack}-*`,
    eventBus.eventBusName,
    headBucket.bucketName,
    ...sealingKeys.map(({ keyId }) => keyId),
    ...Object.values(secrets).map(({ secretArn }) => secretArn),
  ];
}
