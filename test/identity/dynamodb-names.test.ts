import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import { createDynamoDbNames } from "../../lib/identity/dynamodb-names.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";

const NOW = new Date("2026-08-03T12:00:00.000Z");
let dynalite: Dynalite;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

test("finds whom pseudonyms stand for, more than one call takes, and nobody who is not there", async () => {
  const known = Array.from({ length: 120 }, (_, index) => `subject:k1:${index}`);
  const identities = createDynamoDbIdentities(dynalite.client, "identities", { addressDays: 400 });
  await identities.remember(
    known.map((pseudonym) => ({ pseudonym, kind: "subject", value: `${pseudonym}@acme.example` })),
    NOW,
  );
  const names = await createDynamoDbNames(dynalite.client, "identities").find([...known, "subject:k1:erased"]);
  expect(names.size).toBe(120);
  expect(names.get("subject:k1:7")).toEqual({ value: "subject:k1:7@acme.example", displayName: null });
});

test("asks again for what DynamoDB left unprocessed", async () => {
  let calls = 0;
  const Keys = [{ pseudonym: "subject:k1:ada" }];
  const once = {
    send: async () => {
      calls += 1;
      if (calls === 1) return { Responses: {}, UnprocessedKeys: { identities: { Keys } } };
      return { Responses: { identities: [{ pseudonym: "subject:k1:ada", value: "ada", displayName: "Ada" }] } };
    },
  } as unknown as DynamoDBDocumentClient;
  const names = await createDynamoDbNames(once, "identities").find(["subject:k1:ada"]);
  expect([calls, names.get("subject:k1:ada")]).toEqual([2, { value: "ada", displayName: "Ada" }]);
});
