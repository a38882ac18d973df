import { CfnArchive } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import { SOURCE } from "../../lib/events/event-type.ts";

export interface EventArchiveProps {
  readonly stageName: string;
  readonly busArn: string;
}

/** Long enough to find out that a consumer went wrong, to put it right, and to replay; the evidence itself is in the bucket. */
const REPLAYABLE_DAYS = 90;

/** The bus's own archive: what a new or repaired consumer replays. */
export class EventArchive extends Construct {
  constructor(scope: Construct, id: string, { stageName, busArn }: EventArchiveProps) {
    super(scope, id);
    new CfnArchive(this, "archive", {
      archiveName: `samltrail-${stageName}`,
      description: "samltrail: events of the last 90 days, to be replayed",
      sourceArn: busArn,
      eventPattern: { source: [SOURCE] },
      retentionDays: REPLAYABLE_DAYS,
    });
  }
}
