import { CfnNamedQuery, CfnWorkGroup } from "aws-cdk-lib/aws-athena";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { acknowledge } from "../rules/acknowledged.ts";
import { ARCHIVE_QUERIES } from "./queries.ts";

export interface WorkgroupProps {
  readonly stageName: string;
  readonly databaseName: string;
}

/** 100 GB, half a dollar: a query without its period is stopped before it reads years. */
const MAXIMUM_BYTES_SCANNED = 100 * 1024 ** 3;

/** Where people query the archive: results encrypted, gone after a month, and every query bounded. */
export class Workgroup extends Construct {
  constructor(scope: Construct, id: string, { stageName, databaseName }: WorkgroupProps) {
    super(scope, id);
    const results = new Bucket(this, "results", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [{ expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(results, "bucket without server access logs");
    const name = `samltrail-${stageName}`;
    const workgroup = new CfnWorkGroup(this, "workgroup", {
      name,
      description: "samltrail: questions to the archive of events",
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: MAXIMUM_BYTES_SCANNED,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${results.bucketName}/`,
          encryptionConfiguration: { encryptionOption: "SSE_S3" },
        },
      },
    });
    for (const query of ARCHIVE_QUERIES) {
      new CfnNamedQuery(this, query.name, {
        name: query.name,
        description: query.description,
        database: databaseName,
        queryString: query.sql,
        workGroup: name,
      }).addResourceDependency(workgroup);
    }
  }
}
