import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type ObjectLockConfiguration,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { Setting } from "./setting.ts";

const type = "AWS::S3::Bucket";

/** S3 answers with an error where a bucket has no such configuration. */
async function orNone<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}

interface EncryptionProperty {
  readonly ServerSideEncryptionConfiguration: readonly {
    readonly ServerSideEncryptionByDefault: { readonly SSEAlgorithm: "AES256" | "aws:kms" };
  }[];
}

interface LifecycleProperty {
  readonly Rules: readonly {
    readonly Id?: string;
    readonly Prefix?: string;
    readonly Status: "Enabled" | "Disabled";
    readonly ExpirationInDays?: number;
    readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
    readonly Transitions?: readonly { readonly StorageClass: string; readonly TransitionInDays: number }[];
    readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
  }[];
}

/** CloudFormation's rule in the words of S3's own API. */
function ruleOf(rule: LifecycleProperty["Rules"][number]): LifecycleRule {
  const { Id: ID, Prefix = "", Status, ExpirationInDays: Days, Transitions } = rule;
  return {
    ...(ID !== undefined && { ID }),
    Filter: { Prefix },
    Status,
    ...(Days !== undefined && { Expiration: { Days } }),
    ...(rule.NoncurrentVersionExpiration && { NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration }),
    ...(rule.AbortIncompleteMultipartUpload && { AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload }),
    ...(Transitions && {
      Transitions: Transitions.map(({ StorageClass, TransitionInDays }) => ({
        Days: TransitionInDays,
        StorageClass: StorageClass as "GLACIER_IR",
      })),
    }),
  };
}

/** What is compared of a rule: how many there are, and when each expires what. */
const essence = (rules: readonly LifecycleRule[] = []) =>
  rules.map(({ Status, Expiration, Transitions, Filter }) => ({
    Status,
    prefix: Filter?.Prefix ?? "",
    days: Expiration?.Days,
    transitions: (Transitions ?? []).map(({ Days, StorageClass }) => [Days, StorageClass]),
  }));

export function bucketSettings(): readonly Setting[] {
  const client = new S3Client({});
  return [
    {
      type,
      property: "VersioningConfiguration",
      wanted: (property) => (property as { Status: string }).Status,
      read: async (Bucket) => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status,
      async apply(Bucket) {
        const VersioningConfiguration = { Status: "Enabled" } as const;
        await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      },
    },
    {
      type,
      property: "ObjectLockEnabled",
      wanted: () => "Enabled",
      async read(Bucket) {
        const found = await orNone(client.send(new GetObjectLockConfigurationCommand({ Bucket })));
        return found?.ObjectLockConfiguration?.ObjectLockEnabled;
      },
      async apply(Bucket) {
        const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled" } as const;
        await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
      },
    },
    {
      type,
      property: "ObjectLockConfiguration",
      wanted: (property) => (property as ObjectLockConfiguration).Rule?.DefaultRetention,
      async read(Bucket) {
        const found = await orNone(client.send(new GetObjectLockConfigurationCommand({ Bucket })));
        return found?.ObjectLockConfiguration?.Rule?.DefaultRetention;
      },
      async apply(Bucket, property) {
        const ObjectLockConfiguration: ObjectLockConfiguration = {
          ...(property as object),
          ObjectLockEnabled: "Enabled",
        };
        await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
      },
    },
    {
      type,
      property: "BucketEncryption",
      wanted: (property) =>
        (property as EncryptionProperty).ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault
          .SSEAlgorithm,
      async read(Bucket) {
        const found = await orNone(client.send(new GetBucketEncryptionCommand({ Bucket })));
        return found?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      },
      async apply(Bucket, property) {
        const Rules = (property as EncryptionProperty).ServerSideEncryptionConfiguration.map((rule) => ({
          ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
        }));
        await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
      },
    },
    {
      type,
      property: "LifecycleConfiguration",
      wanted: (property) => essence((property as LifecycleProperty).Rules.map(ruleOf)),
      read: async (Bucket) =>
        essence((await orNone(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))))?.Rules),
      async apply(Bucket, property) {
        const LifecycleConfiguration = { Rules: (property as LifecycleProperty).Rules.map(ruleOf) };
        await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
      },
    },
    {
      type,
      property: "PublicAccessBlockConfiguration",
      wanted: (property) => property,
      read: async (Bucket) =>
        (await orNone(client.send(new GetPublicAccessBlockCommand({ Bucket }))))?.PublicAccessBlockConfiguration,
      async apply(Bucket, property) {
        const PublicAccessBlockConfiguration = property as object;
        await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      },
    },
  ];
}
