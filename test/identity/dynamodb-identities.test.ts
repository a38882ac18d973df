import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import type { Identities, Identity } from "../../lib/identity/identities.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";

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
  test("keeps the instant it was first seen, and moves the last", async () => {
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

  test("forgets an address and a user agent 400 days after they were last seen, a person never", async () => {
    const address: Identity = { pseudonym: "address:k1:x", kind: "address", value: "192.0.2.1" };
    const agent: Identity = { pseudonym: "user-agent:k1:x", kind: "user-agent", value: "Mozilla/5.0" };
    await identities.remember([address, agent, person({ pseudonym: "subject:k1:bob" })], MONDAY);
    const expiresAt = MONDAY.getTime() / 1000 + 400 * 86_400;
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
    const unwritable = person({ pseudonym: "" });
    const failure = identities.remember([unwritable, person({ pseudonym: "subject:k1:eve" }), unwritable], MONDAY);
    await expect(failure).rejects.toThrow(/^2 of 3 identities could not be written$/);
    await failure.catch((error: AggregateError) => {
      expect(error.errors).toHaveLength(2);
      expect(error.errors.map(String).join()).not.toMatch(/ada@example/);
    });
    expect(await stored("subject:k1:eve")).toBeDefined();
  });
});
