/** A request's event waits in its item, and so does that of its being declined, whatever was published in between. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { declineRequest, findRequest, keepRequest } from "../../../lib/roles/requests/request-store.ts";
import type { RestoreRequest } from "../../../lib/roles/requests/restore-request.ts";
import { collect } from "../../helpers/collect.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aSessionEnded, NOON } from "../../helpers/events.ts";
import { beforeFirst } from "../../helpers/faults.ts";
import { LEDGER, minutesLater } from "../../helpers/ledger.ts";

let dynalite: Dynalite;

beforeAll(async () => {
  dynalite = await startDynalite();
});

afterAll(() => dynalite.stop());

const aRequest = (id: string): RestoreRequest => ({
  id,
  subject: `subject:k1:${id.padEnd(43, "x")}`,
  reason: `restore-reason:k1:${"r".repeat(43)}`,
  mapping: {
    id: "demo-readers",
    identityProviderId: "demo",
    samlRole: "readers",
    environment: "test",
    iamRole: "arn:aws:iam::123456789012:role/samltrail/readers",
  },
  prunedAt: "2026-07-01T00:00:00.000Z",
  requestedAt: NOON.toISOString(),
  validUntil: minutesLater(60).toISOString(),
});

/** What is done to a request's item does not depend on which events it carries. */
const [asked, declined] = [aSessionEnded(), aSessionEnded()];
const decision = { at: minutesLater(1).toISOString(), by: "alice", why: "not this year" };
const table = (client = dynalite.client) => ({ client, name: LEDGER });
const ledger = () => createDynamoDbLedger(dynalite.client, LEDGER);
const waiting = async () => (await collect(ledger().pending(minutesLater(90)))).flatMap(({ events }) => events);

test("a request that is declined before its own event was published carries both, each whole", async () => {
  const request = aRequest("early");
  await keepRequest(table(), request, asked);
  const key = await declineRequest(table(), request, decision, declined);
  expect(new Set(await waiting())).toEqual(new Set([asked, declined]));
  if (key) await ledger().markPublished(key, [asked.metadata.id]);
  expect(await waiting()).toEqual([declined]);
  if (key) await ledger().markPublished(key, [declined.metadata.id]);
  expect(await waiting()).toEqual([]);
  expect(await findRequest(table(), request)).toMatchObject({ declined: decision });
});

test("what a publisher takes off while a request is declined comes back whole, and is settled the next time", async () => {
  const request = aRequest("meanwhile");
  const kept = await keepRequest(table(), request, asked);
  const client = dynalite.connect();
  beforeFirst(client, "UpdateItemCommand", async () => {
    if (kept.kept) await ledger().markPublished(kept.pending, [asked.metadata.id]);
  });
  const key = await declineRequest(table(client), request, decision, declined);
  client.destroy();
  expect(new Set(await waiting())).toEqual(new Set([asked, declined]));
  if (key) await ledger().markPublished(key, [asked.metadata.id, declined.metadata.id]);
  expect(await waiting()).toEqual([]);
});
