import { EventBus } from "aws-cdk-lib/aws-events";
import { Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { pipeline } from "./pipeline.ts";
import type { Resources } from "./resources.ts";
import { EvidenceBucket } from "./state/evidence-bucket.ts";
import { Secrets } from "./state/secrets.ts";
import { Tables } from "./state/tables.ts";

/** Everything that must survive: tables, evidence, secrets, and the bus that other teams subscribe to. */
export class StatefulStack extends Stack {
  readonly resources: Resources;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.resources = {
      tables: new Tables(this, "tables", pipeline.tables).byName,
      evidenceBucket: new EvidenceBucket(this, "evidence").bucket,
      secrets: new Secrets(this, "secrets").byName,
      eventBus: new EventBus(this, "events", { description: "samltrail: every login, as events" }),
    };
  }
}
