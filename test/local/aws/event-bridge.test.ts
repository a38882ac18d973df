import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startTestStandIn, type TestStandIn } from "../aws-stand-in.ts";

let standIn: TestStandIn;
let client: EventBridgeClient;

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new EventBridgeClient(standIn.client);
});
afterAll(async () => {
  client.destroy();
  await standIn.stop();
});

const entry = (detail: string, more: object = {}) => ({
  Source: "samltrail",
  DetailType: "Login Failed",
  EventBusName: "samltrail",
  Detail: detail,
  ...more,
});

describe("PutEvents", () => {
  test("delivers an entry in the bus's envelope under the id it answers with", async () => {
    const time = new Date("2026-02-03T04:05:06Z");
    const answer = await client.send(new PutEventsCommand({ Entries: [entry('{"a":1}', { Time: time })] }));
    expect(answer.FailedEntryCount).toBe(0);
    expect(standIn.delivered.at(-1)).toEqual({
      version: "0",
      id: answer.Entries?.[0]?.EventId,
      "detail-type": "Login Failed",
      source: "samltrail",
      account: "000000000000",
      time: "2026-02-03T04:05:06Z",
      region: "eu-central-1",
      resources: [],
      detail: { a: 1 },
    });
  });

  test("refuses single entries without failing the call, and takes the others", async () => {
    const Entries = [
      entry("not json"),
      entry("[1]"),
      { DetailType: "x", EventBusName: "samltrail", Detail: "{}" },
      entry("{}", { EventBusName: "another" }),
      entry("{}", { Source: "undeliverable" }),
      entry('{"good":true}'),
    ];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(5);
    expect(answer.Entries?.map((each) => each.ErrorCode)).toEqual([
      "MalformedDetail",
      "MalformedDetail",
      "InvalidArgument",
      "InvalidArgument",
      "InternalFailure",
      undefined,
    ]);
    expect(standIn.delivered.at(-1)?.detail).toEqual({ good: true });
  });

  test("refuses a call of eleven entries or of more than a megabyte", async () => {
    const eleven = client.send(new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry("{}")) }));
    await expect(eleven).rejects.toMatchObject({ name: "ValidationException" });
    const half = JSON.stringify({ text: "x".repeat(512 * 1024) });
    const large = client.send(new PutEventsCommand({ Entries: [entry(half), entry(half)] }));
    await expect(large).rejects.toThrow("Total size of the entries in the request is over the limit");
  });

  test("refuses as many entries as the fault switch says", async () => {
    standIn.aws.faults.refuseEntries(1, "ThrottlingException");
    const Entries = [entry("{}"), entry("{}")];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.Entries?.map((each) => each.ErrorCode)).toEqual(["ThrottlingException", undefined]);
  });

  test("fails as many requests as the fault switch says, with a server error", async () => {
    standIn.aws.faults.failRequests("EventBridge", 1);
    const Entries = [entry("{}")];
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    await expect(client.send(new PutEventsCommand({ Entries }))).resolves.toMatchObject({ FailedEntryCount: 0 });
  });
});

describe("what the stand-in does not do", () => {
  test("another operation is answered with an error that says what there is", async () => {
    await expect(client.send(new ListRulesCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("answers PutEvents of EventBridge, not ListRules"),
    });
  });

  test("a request without a signature, as a web page could send it, is refused", async () => {
    const answer = await fetch(standIn.client.endpoint, {
      method: "POST",
      headers: { "x-amz-target": "AWSEvents.PutEvents" },
      body: JSON.stringify({ Entries: [entry("{}")] }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: "MissingAuthenticationToken" });
  });
});
