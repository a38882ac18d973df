import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { KnownBucket } from "../resources.ts";
import { acknowledge } from "../rules/acknowledged.ts";
import { writeOnce } from "./write-once.ts";

export interface HeadBucketProps {
  /** A bucket of another account, where the stage names one: its policy lets the sealing function write. */
  readonly name: string | undefined;
}

/** Longer than the year that a report speaks of. */
const LOCKED = Duration.days(400);

/** Where the heads of the seal chain are kept: apart from the evidence, so that no one hand changes both. */
export class HeadBucket extends Construct {
  readonly bucket: KnownBucket;

  constructor(scope: Construct, id: string, { name }: HeadBucketProps) {
    super(scope, id);
    if (name !== undefined) {
      this.bucket = Bucket.fromBucketName(this, "bucket", name);
      return;
    }
    const bucket = new Bucket(this, "bucket", {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.governance(LOCKED),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    writeOnce(bucket, "heads/");
    acknowledge(this, "bucket without server access logs");
    this.bucket = bucket;
  }
}
