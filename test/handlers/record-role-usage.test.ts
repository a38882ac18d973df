import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { Context, SQSEvent } from "aws-lambda";
import { logger } from "../../handlers/shared/observability.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aRoleCredentialsIssued, aRolesMapped, NOON } from "../helpers/events.ts";
import { aMapping, putMapping } from "../helpers/mappings.ts";
import { aBatch, aMessage } from "../helpers/queue.ts";

let stub: AwsStub;
let dynalite: Dynalite;
let consume: (batch: SQSEvent) => Promise<readonly string[]>;

jest.spyOn(logger, "info").mockImplementation(() => {});
jest.spyOn(logger, "error").mockImplementation(() => {});

beforeAll(async () => {
  [stub, dynalite] = await Promise.all([startAwsStub(), startDynalite()]);
  pointAwsAt(stub.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    ROLE_MAPPINGS_TABLE: "role-mappings",
    ROLE_USAGE_TABLE: "role-usage",
    EVENT_BUS_NAME: "trail",
  });
  const { handler } = await import("../../handlers/record-role-usage/handler.ts");
  consume = async (batch) => {
    const { batchItemFailures } = await handler(batch, { functionName: "record-role-usage" } as Context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
});

afterAll(() => Promise.all([stub.stop(), dynalite.stop()]));

const stored = async () => (await createRoleMappingStore(dynalite.client, "role-mappings").all())[0];

describe("the consumer record-role-usage", () => {
  test("keeps the use that a batch tells of, and has what is no event delivered again", async () => {
    await putMapping(dynalite.client, aMapping());
    const granted = [{ mappingId: "demo-readers-test", samlRole: "readers", environment: "test", iamRole: "x" }];
    const batch = aBatch(aRolesMapped({ granted }), aRoleCredentialsIssued());
    expect(await consume({ Records: [...batch.Records, aMessage("odd", "{}")] })).toEqual(["odd"]);
    expect(await stored()).toMatchObject({ lastGrantedAt: NOON.toISOString(), lastUsedAt: NOON.toISOString() });
  });

  test("publishes that a mapping is active again", async () => {
    const stale = { markedAt: "2026-08-01T00:00:00.000Z", pruneAfter: "2026-08-15T00:00:00.000Z" };
    await putMapping(dynalite.client, aMapping({ status: "stale", stale }));
    stub.answer(() => ({ body: { FailedEntryCount: 0, Entries: [{ EventId: "e" }] } }));
    expect(await consume(aBatch(aRoleCredentialsIssued()))).toEqual([]);
    expect(await stored()).toMatchObject({ status: "active", revision: 2 });
    const body = JSON.parse(stub.requests.at(-1)?.body ?? "") as { Entries: readonly { DetailType: string }[] };
    expect(body.Entries.map(({ DetailType }) => DetailType)).toEqual(["Role Mapping Unmarked"]);
  });

  test("has a whole batch delivered again that DynamoDB does not take", async () => {
    const batch = aBatch(aRolesMapped(), aRoleCredentialsIssued());
    await dynalite.stop();
    expect((await consume(batch)).toSorted()).toEqual(["m0", "m1"]);
    dynalite = await startDynalite();
  });
});
