import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createAskCloudTrail } from "../../../lib/reconcile/ask-cloud-trail.ts";
import { anIssuance } from "../../reconcile/world.ts";
import { makeDirectory, startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

const ROLE = "arn:aws:iam::111122223333:role/samltrail-developer";

let standIn: TestStandIn;
let directory: string;
let accessKeyId = "";

const issuedAt = () => new Date().toISOString();
const issued = () => ({ ...anIssuance(accessKeyId, ROLE), issuedAt: issuedAt() });

async function start(): Promise<CloudTrailClient> {
  standIn = await startTestStandIn(directory);
  return new CloudTrailClient(standIn.client);
}

let client: CloudTrailClient;

beforeAll(async () => {
  directory = await makeDirectory();
  client = await start();
  const sts = new STSClient(standIn.client);
  const assume = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "person-1" });
  accessKeyId = (await sts.send(assume)).Credentials?.AccessKeyId ?? "";
  sts.destroy();
});
afterAll(() => standIn.stop());

describe("CloudTrail's history", () => {
  test("finds the call that gave an access key, of the caller's account, with the record as text", async () => {
    const lookup = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: accessKeyId }],
    });
    const { Events = [] } = await client.send(lookup);
    expect(Events).toHaveLength(1);
    expect(Events[0]).toMatchObject({ EventName: "AssumeRole", EventSource: "sts.amazonaws.com" });
    expect(Events[0]?.EventTime).toBeInstanceOf(Date);
    expect(JSON.parse(Events[0]?.CloudTrailEvent ?? "")).toMatchObject({ recipientAccountId: "000000000000" });
  });

  test("answers the reconciliation, which asks for one issuance", async () => {
    const ask = createAskCloudTrail(client);
    expect(await ask(issued())).toMatchObject({ accessKeyId, roleArn: ROLE, eventName: "AssumeRole" });
    expect(await ask({ ...issued(), accessKeyId: "ASIAEXAMPLEUNKNOWN01" })).toBeNull();
    expect(await ask({ ...issued(), mapping: { ...issued().mapping, iamRole: `${ROLE}2` } })).toBeNull();
    expect(await ask({ ...issued(), issuedAt: "2026-01-01T00:00:00.000Z" })).toBeNull();
  });

  test("outlasts a restart", async () => {
    client.destroy();
    await standIn.stop();
    client = await start();
    expect(await createAskCloudTrail(client)(issued())).toMatchObject({ accessKeyId });
  });

  test("refuses what it does not answer", async () => {
    const lookup = new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "Username", AttributeValue: "ada" }],
    });
    await expect(client.send(lookup)).rejects.toThrow("LookupAttributes");
  });
});
