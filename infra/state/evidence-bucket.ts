import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
} from "aws-cdk-lib/aws-s3";
import { Annotations, Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ARCHIVE_PREFIX } from "../../lib/archive/archive-object.ts";
import type { Lock, Retention } from "../../lib/config/retention.ts";
import { EXAMINED_DAYS, LEAVES } from "../../lib/evidence/keys-in-bucket.ts";
import { acknowledge } from "../rules/acknowledged.ts";
import { writeOnce } from "./write-once.ts";

export interface EvidenceBucketProps {
  readonly lock: Lock;
  readonly retention: Retention;
  readonly now: Date;
}

/** From the marker that ends an object's time until its bytes are gone: long enough to notice a mistake. */
const ENDED = Duration.days(30);

function retentionOf({ mode, days }: Lock): ObjectLockRetention {
  const duration = Duration.days(days);
  return mode === "compliance" ? ObjectLockRetention.compliance(duration) : ObjectLockRetention.governance(duration);
}

/** Where evidence is kept: versioned, locked, private, over TLS only, and never removed along with the stack. */
export class EvidenceBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { lock, retention, now }: EvidenceBucketProps) {
    super(scope, id);
    // Answers at once, as verifying a year of events must not wait for a thaw.
    const colder = [
      {
        storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
        transitionAfter: Duration.days(retention.colderAfterDays),
      },
    ];
    const untilItEnds = {
      transitions: colder,
      expiration: Duration.days(retention.archiveYears * 365),
      // What a lock or a legal hold still protects S3 keeps for longer.
      noncurrentVersionExpiration: ENDED,
    };
    this.bucket = new Bucket(this, "bucket", {
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: retentionOf(lock),
      lifecycleRules: [
        { id: "events", prefix: ARCHIVE_PREFIX, ...untilItEnds },
        // Rows and counts of those events.
        { id: "examined-days", prefix: EXAMINED_DAYS, ...untilItEnds },
        // They stay, as the seals do.
        { id: "leaves", prefix: LEAVES, transitions: colder },
      ],
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    writeOnce(this.bucket);
    acknowledge(this, "bucket without server access logs");
    this.#warn(lock, now);
  }

  /** Not an output: it would differ every day, and every deployment with it. */
  #warn({ mode, days }: Lock, now: Date): void {
    if (mode !== "compliance") return;
    const end = new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const text =
      `retention.lock is COMPLIANCE for ${days} days: what is written today cannot be deleted before ${end}, by nobody, ` +
      "whatever it holds and whoever asks, and its storage is paid for until then";
    Annotations.of(this).addWarningV2("samltrail:compliance-lock", text);
  }
}
