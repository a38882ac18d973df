import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createDynamoDbRoleMappings } from "../../lib/roles/dynamodb-role-mappings.ts";
import { newMapping } from "../../lib/roles/role-mapping.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { leaveUnprocessed } from "../helpers/faults.ts";
import { aDefinition, aMapping, putDefinitions, putMapping } from "../helpers/mappings.ts";

const TABLE = "role-mappings";

const entry = (samlRole: string, environment = "prod", identityProvider = "demo") =>
  aDefinition({ samlRole, environment, identityProvider });

const CREATED = new Date("2026-01-01T00:00:00.000Z");

const many = Array.from({ length: 60 }, (_, index) => `role-${index}`);

let dynalite: Dynalite;

beforeAll(async () => {
  dynalite = await startDynalite();
  await putDefinitions(
    dynalite.client,
    [...many.map((role) => entry(role)), entry("role-1", "test"), entry("role-1", "prod", "other")],
    CREATED,
  );
});

afterAll(() => dynalite.stop());

const idsOf = (mappings: readonly { id: string }[]) => mappings.map(({ id }) => id).sort();
const find = (
  roles: readonly string[],
  environments = ["prod", "test"],
  client: DynamoDBDocumentClient = dynalite.client,
) => createDynamoDbRoleMappings(client, TABLE, async () => {}).find("demo", roles, environments);

describe("finding role mappings", () => {
  test("finds those of the provider, in every environment asked for", async () => {
    expect(idsOf(await find(["role-1", "unknown"]))).toEqual(["demo-role-1-prod", "demo-role-1-test"]);
    expect(idsOf(await find(["role-1"], ["test"]))).toEqual(["demo-role-1-test"]);
    expect(await find([])).toEqual([]);
  });

  test("gives a mapping as the configuration wrote it, active and of revision 1", async () => {
    expect(await find(["role-2"])).toEqual([newMapping(entry("role-2"), CREATED)]);
  });

  test("finds more than one batch holds", async () => {
    expect(many.length * 2).toBeGreaterThan(100);
    expect(await find(many, ["prod", "test"])).toHaveLength(61);
  });

  test("takes a role presented twice, or longer than any mapping's, without asking DynamoDB for it", async () => {
    expect(idsOf(await find(["role-1", "role-1", "x".repeat(5_000), ""], ["prod", "prod"]))).toEqual([
      "demo-role-1-prod",
    ]);
  });

  test("asks again for what DynamoDB left unprocessed", async () => {
    const client = dynalite.connect();
    const calls = leaveUnprocessed(client, "BatchGetItemCommand", 2);
    expect(await find(many.slice(0, 10), ["prod"], client)).toHaveLength(10);
    client.destroy();
    expect(calls()).toBe(3);
  });

  test("fails rather than forgetting a role that DynamoDB never got to", async () => {
    const client = dynalite.connect();
    leaveUnprocessed(client, "BatchGetItemCommand", 99);
    await expect(find(["role-1", "role-2"], ["prod"], client)).rejects.toThrow(/left 1 of 2 items unprocessed/);
    client.destroy();
  });

  test("reads an item from before use and pruning were kept: of unknown age, without a limit of its own", async () => {
    const { id, identityProvider, samlRole, environment, iamRole, owner, purpose } = entry("old");
    const stored = {
      id,
      identityProvider,
      samlRole,
      environment,
      iamRole,
      owner,
      purpose,
      status: "active",
      revision: 3,
    };
    await dynalite.client.send(new PutCommand({ TableName: TABLE, Item: { source: "demo#old", ...stored } }));
    expect(await find(["old"])).toEqual([{ ...newMapping(entry("old"), null), revision: 3 }]);
  });

  test("passes over a mapping that was retired", async () => {
    await putMapping(dynalite.client, aMapping({ samlRole: "retired", environment: "prod", status: "retired" }));
    expect(await find(["retired"])).toEqual([]);
  });

  test("grants nothing by an item that is no mapping", async () => {
    const odd = { ...entry("odd"), source: "demo#odd", status: "maybe", revision: 1 };
    await dynalite.client.send(new PutCommand({ TableName: TABLE, Item: odd }));
    await expect(find(["odd"])).rejects.toThrow(/role mapping demo#odd in prod is not of its shape/);
  });
});
