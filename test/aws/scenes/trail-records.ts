import assert from "node:assert/strict";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ulid } from "ulid";
import type { Scene } from "../../e2e/scenario/deployment.ts";

/** The emulator has no CloudTrail that reaches EventBridge; so what CloudTrail would send is put on the default bus by hand. */
function assumption() {
  const eventID = ulid();
  return {
    Source: "aws.sts",
    DetailType: "AWS API Call via CloudTrail",
    Detail: JSON.stringify({
      eventVersion: "1.08",
      eventID,
      eventTime: new Date().toISOString(),
      eventSource: "sts.amazonaws.com",
      eventName: "AssumeRole",
      awsRegion: "eu-central-1",
    }),
  };
}

export const trailRecords: Scene = {
  title: "records of CloudTrail reach their consumers over the default bus",
  async play(deployment) {
    const client = new EventBridgeClient({});
    try {
      const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [assumption()] }));
      assert.equal(FailedEntryCount, 0);
    } finally {
      client.destroy();
    }
    await deployment.quiet();
    return "1 record";
  },
};
