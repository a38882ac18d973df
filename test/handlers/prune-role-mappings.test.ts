/** The daily run as it is deployed: the real handler and clients, between dynalite and the stand-ins for S3, CloudWatch, SQS and the bus. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { ScheduledEvent } from "aws-lambda";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { mappingItem } from "../../lib/roles/mapping-item.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { aRolesMapped } from "../helpers/events.ts";
import { archiveAt, beatEveryHour } from "../helpers/heartbeats.ts";
import { lambdaContext } from "../helpers/http-event.ts";
import { LEDGER } from "../helpers/ledger.ts";
import { aMapping } from "../helpers/mappings.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

const HOUR = 3_600_000;
const PRUNING = "pruning: { dryRun: false, minimumAgeDays: 1, unusedDays: 1, waitDays: 1, maximumShare: 1 }\n";

let standIn: TestStandIn;
let dynalite: Dynalite;
let folder: StageFolder;
let prune: (event: ScheduledEvent) => Promise<void>;
const errors = jest.spyOn(logger, "error").mockImplementation(() => {});
jest.spyOn(logger, "info").mockImplementation(() => {});
jest.spyOn(metrics, "publishStoredMetrics").mockReturnValue(metrics);
const counted = jest.spyOn(metrics, "addMetric").mockReturnValue(metrics);

const ago = (hours: number) => new Date(Date.now() - hours * HOUR);

async function put(...mappings: readonly RoleMapping[]): Promise<void> {
  for (const mapping of mappings) {
    await dynalite.client.send(new PutCommand({ TableName: "role-mappings", Item: mappingItem(mapping) }));
  }
}

function ofOkta(id: string, given: Partial<RoleMapping>): RoleMapping {
  const place = { id, identityProvider: "okta", samlRole: id, environment: "dev" };
  return aMapping({ ...place, createdAt: ago(24 * 30).toISOString(), ...given });
}

const due = (id: string) =>
  ofOkta(id, {
    status: "stale",
    stale: { markedAt: ago(30).toISOString(), pruneAfter: ago(6).toISOString() },
    revision: 2,
  });

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  folder = stageFolder({
    "stage.yaml": STAGE + PRUNING,
    "mappings.yaml": MAPPINGS + MAPPINGS.replace("mappings:\n", "").replaceAll("uditor", "dmin"),
    "trust/okta.xml": entity({
      children: keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso"),
    }),
  });
  const { endpoint } = standIn.client;
  pointAwsAt(endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    LOGIN_LEDGER_TABLE: LEDGER,
    ROLE_MAPPINGS_TABLE: "role-mappings",
    ROLE_USAGE_TABLE: "role-usage",
    EVENT_BUS_NAME: "samltrail",
    EVIDENCE_BUCKET: "evidence",
    DEAD_LETTER_QUEUES: `${endpoint}/000000000000/record-metrics-dead-letters`,
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  const { handler } = await import("../../handlers/prune-role-mappings/handler.ts");
  prune = (event) => handler(event, { ...lambdaContext, getRemainingTimeInMillis: () => 900_000 });
});

beforeEach(() => {
  errors.mockClear();
  counted.mockClear();
  standIn.delivered.length = 0;
});

afterAll(async () => {
  folder.remove();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

const run = (id = randomUUID()) => prune({ id } as unknown as ScheduledEvent);
const typesDelivered = () => standIn.delivered.map((event) => event["detail-type"]);

async function statuses(): Promise<Record<string, string>> {
  const all = await createRoleMappingStore(dynalite.client, "role-mappings").all();
  return Object.fromEntries(all.map(({ id, status }) => [id, status]));
}

describe("the daily run", () => {
  test("refuses where the archive misses hours: nothing changes, an event says why, and the alarm's metric counts", async () => {
    await put(ofOkta("auditors", { lastGrantedAt: ago(1).toISOString() }), due("admins"), due("unlisted"));
    await run();
    expect(await statuses()).toEqual({ auditors: "active", admins: "stale", unlisted: "stale" });
    expect(typesDelivered()).toEqual(["Role Mapping Pruning Refused"]);
    expect(standIn.delivered[0]?.detail).toMatchObject({ data: { scope: "run", reason: "missing-hours" } });
    expect(counted.mock.calls).toEqual([
      ["PruningRefused", "Count", 1],
      ["MappingsInForce", "Count", 3],
      ["MappingsUnused", "Count", 2],
      ["MappingsMarked", "Count", 2],
      ["MappingsPruned", "Count", 0],
    ]);
    expect(errors.mock.calls[0]?.[0]).toBe("pruning refused");
  });

  test("prunes what is due by the table and the second source: the metrics, or the archive where there is no metric", async () => {
    await beatEveryHour(standIn, "dev", ago(24 * 2 + 8), new Date());
    const id = randomUUID();
    await run(id);
    expect(await statuses()).toEqual({ auditors: "active", admins: "pruned", unlisted: "pruned" });
    expect(typesDelivered()).toEqual(["Role Mapping Pruned", "Role Mapping Pruned", "Role Mappings Reviewed"]);
    const kinds = standIn.delivered.slice(0, 2).map((event) => {
      const { mapping, evidence } = (event.detail as { data: { mapping: { id: string }; evidence: object } }).data;
      return { id: mapping.id, ...(evidence as { secondSource: { kind: string; grants: number } }).secondSource };
    });
    expect(kinds).toMatchObject([
      { id: "admins", kind: "cloudwatch", grants: 0 },
      { id: "unlisted", kind: "archive", grants: 0 },
    ]);
    expect(counted.mock.calls).toEqual([
      ["PruningRefused", "Count", 0],
      ["MappingsInForce", "Count", 1],
      ["MappingsUnused", "Count", 0],
      ["MappingsMarked", "Count", 0],
      ["MappingsPruned", "Count", 2],
    ]);

    standIn.delivered.length = 0;
    await run(id);
    expect(typesDelivered()).toEqual([]);
  });

  test("leaves alone what the archive saw used, though the table lost it", async () => {
    await put(due("unlisted"));
    const mapping = { mappingId: "unlisted", samlRole: "r", environment: "dev", iamRole: "arn:aws:iam::1:role/r" };
    await archiveAt(standIn, ago(5), aRolesMapped({ granted: [mapping] }, ago(5)));
    await run();
    expect((await statuses()).unlisted).toBe("active");
    expect(standIn.delivered[0]?.detail).toMatchObject({
      metadata: { type: "Role Mapping Unmarked" },
      data: { cause: "second-source" },
    });
  });
});
