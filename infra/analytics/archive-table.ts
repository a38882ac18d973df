import { CfnDatabase, CfnTable } from "aws-cdk-lib/aws-glue";
import { Aws } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ARCHIVE_PREFIX } from "../../lib/archive/archive-object.ts";

export interface ArchiveTableProps {
  readonly stageName: string;
  readonly bucketName: string;
}

/** Types of Hive; names as Athena has them, which knows no capital letters. */
const METADATA =
  "struct<id:string,type:string,version:int,occurredat:string,correlationid:string,attemptid:string,environment:string," +
  "producer:struct<id:string,sequence:bigint>>";

/**
 * The archive as a table for Athena: a row an event, a partition an hour of arrival. Partitions are computed from the query, so that
 * nothing has to be registered as hours come. `data` differs from type to type and is JSON text: `json_extract_scalar(data, '$.reason')`.
 */
export class ArchiveTable extends Construct {
  readonly databaseName: string;

  constructor(scope: Construct, id: string, { stageName, bucketName }: ArchiveTableProps) {
    super(scope, id);
    this.databaseName = `samltrail_${stageName.replaceAll("-", "_")}`;
    const location = `s3://${bucketName}/${ARCHIVE_PREFIX}`;
    const database = new CfnDatabase(this, "database", {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: this.databaseName, description: "samltrail: the archive of events" },
    });
    new CfnTable(this, "events", {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: this.databaseName,
      tableInput: {
        name: "events",
        description: "Every event, once or more (it is written at least once): count distinct metadata.id",
        tableType: "EXTERNAL_TABLE",
        partitionKeys: [{ name: "hour", type: "string", comment: "of arrival, UTC, as in 2026/11/21/09" }],
        parameters: {
          "projection.enabled": "true",
          "projection.hour.type": "date",
          "projection.hour.format": "yyyy/MM/dd/HH",
          "projection.hour.range": "2026/01/01/00,NOW",
          "projection.hour.interval": "1",
          "projection.hour.interval.unit": "HOURS",
          "storage.location.template": `${location}\${hour}/`,
        },
        storageDescriptor: {
          location,
          columns: [
            { name: "metadata", type: METADATA },
            { name: "data", type: "string" },
          ],
          inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
          outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
          serdeInfo: { serializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
        },
      },
    }).addResourceDependency(database);
  }
}
