/**
 * The emulator has no CloudTrail that reaches EventBridge, and takes no event of AWS's own sources from anybody, as AWS itself. So what
 * a rule of the default bus would deliver is laid into its queue, and the rules themselves are asserted on the template alone.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readEvents } from "../../../cli/demo/evidence.ts";
import type { Deployment, Scene } from "../../e2e/scenario/deployment.ts";
import { trailFixture } from "../../fixtures/cloudtrail/read.ts";
import { ACCOUNT, REGION } from "../emulator/start.ts";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/samltrail-auditor`;

/** A mapped role was assumed, and nobody here lent it. */
function assumption(): object {
  const time = new Date().toISOString();
  const envelope = trailFixture("assume-role", { eventID: randomUUID(), eventTime: time, recipientAccountId: ACCOUNT });
  const requestParameters = { ...(envelope.detail.requestParameters as object), roleArn: ROLE };
  return { ...envelope, id: randomUUID(), account: ACCOUNT, time, detail: { ...envelope.detail, requestParameters } };
}

/** Somebody changed the policy that keeps evidence from being overwritten. */
function guardChange({ evidenceBucket }: Deployment): object {
  const time = new Date().toISOString();
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.s3",
    account: ACCOUNT,
    time,
    region: REGION,
    resources: [],
    detail: {
      eventID: randomUUID(),
      eventName: "PutBucketPolicy",
      eventSource: "s3.amazonaws.com",
      eventTime: time,
      awsRegion: REGION,
      userIdentity: { type: "Root", arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT },
      requestParameters: { bucketName: evidenceBucket },
    },
  };
}

async function deliver(queues: readonly string[], consumer: string, envelope: object): Promise<void> {
  const QueueUrl = queues.find((url) => url.includes(`-${consumer.replaceAll("-", "")}consumer`));
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  try {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(envelope) }));
  } finally {
    client.destroy();
  }
}

/** @param queues URLs of the consumers' queues */
export const trailRecords = (queues: readonly string[]): Scene => ({
  title: "records as CloudTrail sends them: a role assumed that nobody lent, a guard of the evidence changed",
  async play(deployment) {
    await deliver(queues, "reconcile-cloudtrail", assumption());
    await deliver(queues, "record-guard-changes", guardChange(deployment));
    await deployment.quiet();
    const types = (await readEvents(deployment.evidenceBucket)).map(({ metadata }) => metadata.type);
    assert.ok(types.includes("Guard Changed"), [...new Set(types)].join(", "));
    return "both taken in, the guard's change an event of its own";
  },
});
