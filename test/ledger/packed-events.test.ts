/** What waits is packed with a dictionary, so that an item stays below the kilobyte that DynamoDB charges a write by. */
import { createHash, randomBytes, randomInt } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { ulid } from "ulid";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { STEP_NAMES } from "../../lib/events/vocabulary.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { EVENT_DICTIONARIES } from "../../lib/ledger/event-dictionary.ts";
import { packEvents, unpackEvents } from "../../lib/ledger/packed-events.ts";
import { startDynalite } from "../helpers/dynalite.ts";
import { aLoginFailed, aLoginSucceeded, aRolesMapped, aSessionEnded } from "../helpers/events.ts";
import { aLoginRecord, idsOf, LEDGER } from "../helpers/ledger.ts";

const hex = () => randomBytes(32).toString("hex");
const pseudonym = (kind: string) => `${kind}:k1:${randomBytes(32).toString("base64url")}`;

/** Ids, hashes and times as random as they are in life, and names of a length that they have there. */
function loginWithRoles(roles: number, issuer: string, assertionId: string): readonly TrailEvent[] {
  const subject = pseudonym("subject");
  const identityProvider = { id: "entra", entityId: issuer, certificateFingerprint: hex() };
  const metadata = { correlationId: ulid(), attemptId: ulid(), environment: "production" };
  const session = ulid();
  const idHash = createHash("sha256")
    .update(`${issuer.length}:${issuer}${assertionId.length}:${assertionId}`)
    .digest("hex");
  const succeeded = aLoginSucceeded({
    subject,
    identityProvider,
    assertion: { ...aLoginSucceeded().data.assertion, idHash },
    client: {
      ip: pseudonym("address"),
      userAgent: pseudonym("user-agent"),
      requestId: randomBytes(11).toString("base64"),
    },
    clockSkewMs: randomInt(5_000),
    session: { id: session, expiresAt: "2026-08-03T20:41:07.318Z" },
    steps: STEP_NAMES.slice(0, -2).map((name) => ({ name, ms: randomInt(20_000) / 1000 })),
  });
  const mapped = aRolesMapped({
    subject,
    identityProvider,
    sessionId: session,
    granted: Array.from({ length: roles }, (_, index) => ({
      mappingId:
        ["billing-readers", "platform-operators", "incident-response", "data-stewards"][index] ?? `role-${index}`,
      samlRole: ["Finance", "Platform-Operations", "Incident Responders", "Data Stewards"][index] ?? `Role ${index}`,
      environment: "production",
      iamRole: `arn:aws:iam::${randomInt(1e11, 1e12 - 1)}:role/samltrail/${["billing", "operator", "responder", "steward"][index] ?? index}`,
    })),
    refused: [],
  });
  const withIds = <Event extends TrailEvent>(event: Event): Event => ({
    ...event,
    metadata: { ...event.metadata, ...metadata, producer: { id: ulid(), sequence: randomInt(100_000) } },
  });
  return [withIds(succeeded), withIds(mapped)];
}

test("what was packed is had back as it was, whatever its type", () => {
  const events = [aLoginSucceeded(), aRolesMapped(), aLoginFailed(), aSessionEnded()];
  expect(unpackEvents("events#1", packEvents("events#1", events))).toEqual(events);
});

test("a name in any script is had back as it was", () => {
  const event = aLoginFailed({ detail: { ...aLoginFailed().data.detail, found: "Größe 漢字 \u{1F511}" } });
  expect(unpackEvents("events#1", packEvents("events#1", [event]))).toEqual([event]);
});

describe("the dictionary", () => {
  test("of what waits already never changes: a better one is added behind it", () => {
    const [first] = EVENT_DICTIONARIES.map((text) => createHash("sha256").update(text).digest("hex"));
    expect(first).toBe("e80943f623227da326b072f85248c82069aac76d4115d4211066879f74c232ed");
  });

  test("that nobody has any more is named, and nothing is made up", () => {
    const packed = packEvents("events#1", [aSessionEnded()]);
    expect(() => unpackEvents("events#1", Buffer.concat([Buffer.of(250), packed.subarray(1)]))).toThrow(
      "the events of events#1 are packed with an unknown dictionary, 250",
    );
  });
});

test("a login with three roles takes one write unit to record and one to settle", async () => {
  const dynalite = await startDynalite();
  const units: number[] = [];
  dynalite.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!/^(Put|Update)Item/.test(commandName ?? "")) return next(args);
        (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = "TOTAL";
        const result = await next(args);
        units.push(
          (result.output as { ConsumedCapacity?: { CapacityUnits?: number } }).ConsumedCapacity?.CapacityUnits ?? 0,
        );
        return result;
      },
    { step: "initialize" },
  );
  const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
  for (let turn = 0; turn < 20; turn += 1) {
    const issuer = `https://sts.windows.net/${ulid()}${ulid().slice(0, 10)}/`;
    const assertionId = `_${ulid()}`;
    const record = aLoginRecord({
      issuer,
      assertionId,
      attemptId: ulid(),
      events: loginWithRoles(3, issuer, assertionId),
    });
    const result = await ledger.recordLogin(record);
    if (result.recorded) await ledger.markPublished(result.pending, idsOf(record));
  }
  await dynalite.stop();
  expect(units).toEqual(Array.from({ length: 40 }, () => 1));
});
