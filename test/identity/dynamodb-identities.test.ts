import { DeleteCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import type { Identities, Identity } from "../../lib/identity/identities.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { failWritesOf, leaveUnprocessed } from "../helpers/faults.ts";

const MONDAY = new Date("2026-08-03T12:00:00.000Z");
const TUESDAY = new Date("2026-08-04T12:00:00.000Z");

let dynalite: Dynalite;
let identities: Identities;

beforeAll(async () => {
  dynalite = await startDynalite();
  identities = createDynamoDbIdentities(dynalite.client, "identities", { addressDays: 400 });
});

afterAll(() => dynalite.stop());

const stored = async (pseudonym: string) =>
  (await dynalite.client.send(new GetCommand({ TableName: "identities", Key: { pseudonym } }))).Item;

const person = (given: Partial<Identity> = {}): Identity => ({
  pseudonym: "subject:k1:ada",
  kind: "subject",
  value: "ada@example.com",
  displayName: "Ada",
  ...given,
});

describe("remembering an identity", () => {
  test("keeps the instant it was first seen, and moves the last with a name that has changed", async () => {
    await identities.remember([person()], MONDAY);
    await identities.remember([person({ displayName: "Ada Lovelace" })], TUESDAY);
    expect(await stored("subject:k1:ada")).toEqual({
      pseudonym: "subject:k1:ada",
      kind: "subject",
      value: "ada@example.com",
      displayName: "Ada Lovelace",
      firstSeen: MONDAY.toISOString(),
      lastSeen: TUESDAY.toISOString(),
    });
  });

  test("forgets an address and a user agent 400 days and a week after they were written, a person never", async () => {
    const address: Identity = { pseudonym: "address:k1:x", kind: "address", value: "192.0.2.1" };
    const agent: Identity = { pseudonym: "user-agent:k1:x", kind: "user-agent", value: "Mozilla/5.0" };
    await identities.remember([address, agent, person({ pseudonym: "subject:k1:bob" })], MONDAY);
    const expiresAt = MONDAY.getTime() / 1000 + 407 * 86_400;
    expect(await stored("address:k1:x")).toMatchObject({ value: "192.0.2.1", expiresAt });
    expect(await stored("user-agent:k1:x")).toMatchObject({ expiresAt });
    expect(await stored("subject:k1:bob")).not.toHaveProperty("expiresAt");
  });

  test("cuts clear text at 1,024 characters, and not through one", async () => {
    const value = "\u{1F511}".repeat(2_000);
    await identities.remember([{ pseudonym: "user-agent:k1:long", kind: "user-agent", value }], MONDAY);
    expect((await stored("user-agent:k1:long"))?.value).toBe("\u{1F511}".repeat(1_024));
  });

  test("throws every failure without a word of clear text, and keeps what could be written", async () => {
    const client = dynalite.connect();
    failWritesOf(client, "subject:k1:ada");
    const failing = createDynamoDbIdentities(client, "identities", { addressDays: 400 });
    const renamed = person({ value: "ada@example.org" });
    const failure = failing.remember([renamed, person({ pseudonym: "subject:k1:eve" })], TUESDAY);
    await expect(failure).rejects.toThrow(/^1 of 2 identities could not be written$/);
    await failure.catch((error: AggregateError) => {
      expect(error.errors).toHaveLength(1);
      expect(error.errors.map(String).join()).not.toMatch(/ada@example/);
    });
    expect(await stored("subject:k1:eve")).toBeDefined();
    client.destroy();
  });

  test("throws where it cannot be known what is there, so that no record speaks of somebody unknown", async () => {
    const elsewhere = createDynamoDbIdentities(dynalite.client, "no-such-table", { addressDays: 400 });
    await expect(elsewhere.remember([person()], MONDAY)).rejects.toThrow();
  });

  test("reads again what DynamoDB left unread, and writes none of it twice", async () => {
    const client = dynalite.connect();
    const calls = leaveUnprocessed(client, "BatchGetItemCommand", 1);
    const names = ["subject:k1:fay", "subject:k1:gus"].map((pseudonym) => person({ pseudonym }));
    await createDynamoDbIdentities(client, "identities", { addressDays: 400 }).remember(names, MONDAY);
    client.destroy();
    expect(calls()).toBe(2);
    expect(await stored("subject:k1:gus")).toMatchObject({ firstSeen: MONDAY.toISOString() });
  });
});

describe("what is remembered already", () => {
  const daysLater = (days: number) => new Date(MONDAY.getTime() + days * 86_400_000);

  test("is not written again within a week", async () => {
    const ida = person({ pseudonym: "subject:k1:ida" });
    await identities.remember([ida], MONDAY);
    await identities.remember([ida], daysLater(6.9));
    expect(await stored("subject:k1:ida")).toMatchObject({ lastSeen: MONDAY.toISOString() });
    await identities.remember([ida], daysLater(7));
    expect(await stored("subject:k1:ida")).toMatchObject({
      firstSeen: MONDAY.toISOString(),
      lastSeen: daysLater(7).toISOString(),
    });
  });

  test("stays for 400 days after every time it was seen, whether that was written or not", async () => {
    const address: Identity = { pseudonym: "address:k1:stays", kind: "address", value: "192.0.2.7" };
    for (const day of [0, 3, 6.99, 8, 14.5, 15]) {
      await identities.remember([address], daysLater(day));
      const { expiresAt } = (await stored(address.pseudonym)) ?? {};
      expect(expiresAt).toBeGreaterThanOrEqual(daysLater(day + 400).getTime() / 1000);
      expect(expiresAt).toBeLessThanOrEqual(daysLater(day + 407).getTime() / 1000);
    }
  });

  test("is written at once where it is to be kept for longer than it was before", async () => {
    const address: Identity = { pseudonym: "address:k1:longer", kind: "address", value: "192.0.2.8" };
    await identities.remember([address], MONDAY);
    await createDynamoDbIdentities(dynalite.client, "identities", { addressDays: 800 }).remember([address], TUESDAY);
    expect(await stored(address.pseudonym)).toMatchObject({ expiresAt: TUESDAY.getTime() / 1000 + 807 * 86_400 });
  });

  test("is written at the next login after it was erased", async () => {
    const kim = person({ pseudonym: "subject:k1:kim" });
    await identities.remember([kim], MONDAY);
    await dynalite.client.send(new DeleteCommand({ TableName: "identities", Key: { pseudonym: kim.pseudonym } }));
    await identities.remember([kim], TUESDAY);
    expect(await stored(kim.pseudonym)).toMatchObject({ value: "ada@example.com", firstSeen: TUESDAY.toISOString() });
  });
});
