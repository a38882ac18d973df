import { Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ArchiveTable } from "./analytics/archive-table.ts";
import { EventArchive } from "./analytics/event-archive.ts";
import { EventSchemas } from "./analytics/event-schemas.ts";
import { Workgroup } from "./analytics/workgroup.ts";
import type { Resources } from "./resources.ts";

export interface AnalyticsStackProps extends StackProps {
  readonly stageName: string;
  readonly resources: Pick<Resources, "eventBus" | "evidenceBucket">;
}

/** For whoever reads events without being one of the consumers: the bus's archive, the schema registry, and Athena over the evidence. */
export class AnalyticsStack extends Stack {
  constructor(scope: Construct, id: string, { stageName, resources, ...props }: AnalyticsStackProps) {
    super(scope, id, props);
    const { eventBus, evidenceBucket } = resources;
    new EventArchive(this, "event-archive", { stageName, busArn: eventBus.eventBusArn });
    new EventSchemas(this, "event-schemas", { stageName });
    const { databaseName } = new ArchiveTable(this, "archive-table", {
      stageName,
      bucketName: evidenceBucket.bucketName,
    });
    new Workgroup(this, "workgroup", { stageName, databaseName });
  }
}
