import { CfnArchive } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import { SOURCE } from "../../lib/events/event-type.ts";

export interface EventArchiveProps {
  readonly stageName: string;
  readonly busArn: string;
}

/**
 * Long enough to find out that a consumer went wrong, to put it right, and to replay: alarms tell of it within the hour, metrics take nothing
 * that is older than two weeks, and the evidence itself is in the bucket for years.
 */
export const REPLAYABLE_DAYS = 30;

/** The bus's own archive: what a new or repaired consumer replays. */
export class EventArchive extends Construct {
  constructor(scope: Construct, id: string, { stageName, busArn }: EventArchiveProps) {
    super(scope, id);
    new CfnArchive(this, "archive", {
      archiveName: `samltrail-${stageName}`,
      description: `samltrail: events of the last ${REPLAYABLE_DAYS} days, to be replayed`,
      sourceArn: busArn,
      eventPattern: { source: [SOURCE] },
      retentionDays: REPLAYABLE_DAYS,
    });
  }
}
