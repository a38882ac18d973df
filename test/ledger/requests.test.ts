import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger, OutstandingRequest } from "../../lib/ledger/ledger.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { NOON } from "../helpers/events.ts";
import { loseFirstAnswer } from "../helpers/faults.ts";
import { itemOf, LEDGER, minutesLater } from "../helpers/ledger.ts";

let dynalite: Dynalite;
let ledger: LoginLedger;

beforeAll(async () => {
  dynalite = await startDynalite();
  ledger = createDynamoDbLedger(dynalite.client, LEDGER);
});

afterAll(() => dynalite.stop());

let requests = 0;

function aRequest(given: Partial<OutstandingRequest> = {}): OutstandingRequest {
  requests += 1;
  return {
    id: `_request-${requests}`,
    identityProviderId: "demo",
    browserHash: "b".repeat(64),
    relayState: "/reports",
    issuedAt: NOON,
    expiresAt: minutesLater(10),
    ...given,
  };
}

const by = (assertionId: string) => ({ issuer: "https://idp.example/metadata", assertionId });

describe("an outstanding AuthnRequest", () => {
  test("is found as it was saved, answered by nobody", async () => {
    const request = aRequest({ relayState: null });
    await ledger.saveRequest(request);
    expect(await ledger.findRequest(request.id)).toEqual({ ...request, answeredBy: null });
  });

  test("is not found where it was never issued, however long the ID a message names", async () => {
    expect(await ledger.findRequest("_never-issued")).toBeNull();
    expect(await ledger.findRequest("_".repeat(5_000))).toBeNull();
  });

  test("may expire a day after it is of no use any more", async () => {
    const request = aRequest();
    await ledger.saveRequest(request);
    const expiresAt = minutesLater(10).getTime() / 1000 + 86_400;
    expect(await itemOf(dynalite.client, `request#${request.id}`)).toMatchObject({ expiresAt });
  });

  test("is saved once though the SDK repeated a put whose answer was lost", async () => {
    const client = dynalite.connect();
    loseFirstAnswer(client, "PutItemCommand");
    const request = aRequest();
    await createDynamoDbLedger(client, LEDGER).saveRequest(request);
    client.destroy();
    expect(await ledger.findRequest(request.id)).toEqual({ ...request, answeredBy: null });
  });

  test("cannot be saved over by another browser, nor once it was answered", async () => {
    const request = aRequest();
    await ledger.saveRequest(request);
    await expect(ledger.saveRequest({ ...request, browserHash: "c".repeat(64) })).rejects.toThrow(/issued before/);
    await ledger.answerRequest(request.id, by("_a"));
    await expect(ledger.saveRequest(request)).rejects.toThrow(/issued before/);
  });
});

describe("answering", () => {
  test("happens once, by one of twenty assertions that race for it", async () => {
    const request = aRequest();
    await ledger.saveRequest(request);
    const racers = Array.from({ length: 20 }, (_, racer) => ledger.answerRequest(request.id, by(`_racer-${racer}`)));
    const results = await Promise.all(racers);
    expect(results.filter(({ result }) => result === "answered")).toHaveLength(1);
  });

  test("by the same assertion again is not an error, by another one is refused", async () => {
    const request = aRequest();
    await ledger.saveRequest(request);
    expect(await ledger.answerRequest(request.id, by("_a"))).toEqual({ result: "answered" });
    expect(await ledger.answerRequest(request.id, by("_a"))).toEqual({ result: "answered" });
    expect(await ledger.answerRequest(request.id, by("_b"))).toEqual({ result: "answered-by-another" });
    expect((await ledger.findRequest(request.id))?.answeredBy).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a request nobody issued is refused and leaves no item behind", async () => {
    expect(await ledger.answerRequest("_unknown", by("_a"))).toEqual({ result: "answered-by-another" });
    expect(await itemOf(dynalite.client, "request#_unknown")).toBeUndefined();
  });
});
