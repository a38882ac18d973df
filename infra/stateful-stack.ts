import { EventBus } from "aws-cdk-lib/aws-events";
import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { SEALING_KEYS } from "./pipeline/names.ts";
import { pipeline } from "./pipeline.ts";
import { type Resources, resourceNames } from "./resources.ts";
import type { Stage } from "./stage.ts";
import { EvidenceBucket } from "./state/evidence-bucket.ts";
import { HeadBucket } from "./state/head-bucket.ts";
import { LendingRole } from "./state/lending-role.ts";
import { SealingKeys } from "./state/sealing-keys.ts";
import { Secrets } from "./state/secrets.ts";
import { Tables } from "./state/tables.ts";
import { outputName, resourceVariables } from "./variables.ts";

export interface StatefulStackProps extends StackProps {
  readonly stage: Stage;
}

/** Everything that must survive: tables, evidence, secrets, the bus that other teams subscribe to, the role that others trust. */
export class StatefulStack extends Stack {
  readonly resources: Resources;

  constructor(scope: Construct, id: string, props: StatefulStackProps) {
    super(scope, id, props);
    const { stage } = props;
    const { lock, retention } = stage;
    this.resources = {
      tables: new Tables(this, "tables", { definitions: pipeline.tables, stage }).byName,
      evidenceBucket: new EvidenceBucket(this, "evidence", { lock, retention, now: new Date() }).bucket,
      headBucket: new HeadBucket(this, "heads", { name: stage.headBucket }).bucket,
      sealingKeys: new SealingKeys(this, "sealing-keys", { stageName: stage.name, names: SEALING_KEYS }).keys,
      secrets: new Secrets(this, "secrets").byName,
      eventBus: new EventBus(this, "events", { description: "samltrail: every login, as events" }),
    };
    new LendingRole(this, "lending-role", { stageName: stage.name });
    const lockedFor = `${lock.mode.toUpperCase()}, ${lock.days} days from when an object was written`;
    new CfnOutput(this, "EvidenceLock", { value: lockedFor, description: "how firmly evidence is kept" });
    // What the samltrail command finds this stack's resources by.
    const uses = pipeline.functions.flatMap((each) => each.uses);
    for (const [variable, value] of Object.entries(resourceVariables(uses, resourceNames(this.resources)))) {
      new CfnOutput(this, outputName(variable), { value });
    }
  }
}
