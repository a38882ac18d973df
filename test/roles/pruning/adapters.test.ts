/** The real adapters against the stand-ins: CloudWatch, S3, SQS and the ledger's table. */

import { readFileSync } from "node:fs";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { archiveLine } from "../../../lib/archive/archive-line.ts";
import { archiveObject } from "../../../lib/archive/archive-object.ts";
import { arrivedHours } from "../../../lib/archive/arrived-hours.ts";
import { writeArchiveObject } from "../../../lib/archive/write-archive-object.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { countPending } from "../../../lib/ledger/count-pending.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { archivedUses } from "../../../lib/roles/pruning/adapters/archived-uses.ts";
import { queueDepths } from "../../../lib/roles/pruning/adapters/dead-letters.ts";
import { metricUses } from "../../../lib/roles/pruning/adapters/metric-uses.ts";
import { openFindings } from "../../../lib/roles/pruning/adapters/open-findings.ts";
import type { CountsOfDay } from "../../../lib/roles/pruning/adapters/rolled-up-days.ts";
import { dayOf, daysBefore, startOfDay } from "../../../lib/roles/pruning/days.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aLoginSucceeded, aRolesMapped, NOON } from "../../helpers/events.ts";
import { aLoginRecord, LEDGER, minutesLater } from "../../helpers/ledger.ts";
import { startTestStandIn, type TestStandIn } from "../../local/aws-stand-in.ts";

const DAY = 86_400_000;

let standIn: TestStandIn;
let dynalite: Dynalite;
let s3: S3Client;
let cloudWatch: CloudWatchClient;
let sqs: SQSClient;

beforeAll(async () => {
  [standIn, dynalite] = await Promise.all([startTestStandIn(), startDynalite()]);
  s3 = new S3Client({ ...standIn.client, forcePathStyle: true });
  cloudWatch = new CloudWatchClient(standIn.client);
  sqs = new SQSClient(standIn.client);
});
afterAll(async () => {
  for (const client of [s3, cloudWatch, sqs]) client.destroy();
  await Promise.all([standIn.stop(), dynalite.stop()]);
});

const daysAfterNoon = (days: number) => new Date(NOON.getTime() + days * DAY);

async function archive(arrivedAt: Date, ...events: readonly TrailEvent[]): Promise<void> {
  await writeArchiveObject(s3, "evidence", archiveObject(events.map(archiveLine), arrivedAt));
}

const granting = (mappingId: string, at: Date) =>
  aRolesMapped(
    { granted: [{ mappingId, samlRole: "r", environment: "test", iamRole: "arn:aws:iam::123456789012:role/r" }] },
    at,
  );

function unmatched(id: string, stage: "late" | "final"): TrailEvent {
  const file = new URL("../../../schemas/samples/role-assumption-unmatched.v1.json", import.meta.url);
  const sample = JSON.parse(readFileSync(file, "utf8"));
  return { metadata: { ...sample.metadata, id }, data: { ...sample.data, stage } };
}

describe("the archive as a second source", () => {
  const noRollUps: CountsOfDay = async () => null;
  const archiveOf = (hasTime = () => true) => ({ client: s3, bucket: "evidence", hasTime });
  const FINDING = "01J8ZQ4Y3V5K7M9N2P4R6T8W0A";

  beforeAll(async () => {
    await archive(NOON, granting("used", NOON), granting("used", NOON), aLoginSucceeded());
    await archive(daysAfterNoon(2), granting("used", daysAfterNoon(1)), granting("of-nobody", daysAfterNoon(2)));
    await archive(daysAfterNoon(3), unmatched(FINDING, "final"), unmatched("01J8ZQ4Y3V5K7M9N2P4R6T8W0B", "late"));
  });

  test("counts grants by the day on which they occurred, and knows who was not granted at all", async () => {
    const uses = await archivedUses(archiveOf(), noRollUps)(["used", "unused"], NOON, daysAfterNoon(4));
    expect([...uses]).toEqual([
      [
        "used",
        [
          { day: "2026-08-03", count: 2 },
          { day: "2026-08-04", count: 1 },
        ],
      ],
      ["unused", []],
    ]);
  });

  test("takes the counts of a day that is rolled up instead of reading it", async () => {
    const rolledUp: CountsOfDay = async (day) => (day === "2026-08-03" ? { byRole: { used: 7 }, byType: {} } : null);
    const uses = await archivedUses(archiveOf(), rolledUp)(["used"], NOON, NOON);
    expect(uses.get("used")).toEqual([{ day: "2026-08-03", count: 7 }]);
  });

  test("has read nothing where its time was over", async () => {
    const late = archivedUses(
      archiveOf(() => false),
      noRollUps,
    );
    await expect(late(["used"], NOON, NOON)).rejects.toThrow("more than can be read");
  });

  test("tells the hours in which something arrived", async () => {
    const hours = await arrivedHours(s3, "evidence", daysAfterNoon(-1), daysAfterNoon(5));
    expect([...hours]).toEqual(["2026-08-03T12", "2026-08-05T12", "2026-08-06T12"]);
  });

  test("names the final findings that nobody closed", async () => {
    const find = (closed: readonly string[], counts = noRollUps) =>
      openFindings(archiveOf(), counts, new Set(closed))(NOON, daysAfterNoon(4));
    expect(await find([])).toEqual([FINDING]);
    expect(await find([FINDING])).toEqual([]);
    expect(await find([], async () => ({ byRole: {}, byType: { "Roles Mapped": 3 } }))).toEqual([]);
  });
});

describe("CloudWatch as a second source", () => {
  // The stand-in's store takes what is older than PutMetricData would.
  const NOW = new Date("2026-08-03T04:00:00.000Z");
  const from = startOfDay(dayOf(daysBefore(NOW, 5)));

  async function record(name: string, environment: string, at: Date, dimensions: Record<string, string> = {}) {
    const all = { Environment: environment, ...dimensions };
    await standIn.aws.metrics.record([
      {
        namespace: "samltrail",
        name,
        dimensions: Object.entries(all).map(([Name, Value]) => ({ Name, Value })),
        unit: "Count",
        at: at.getTime(),
        statistics: { count: 1, sum: 1, minimum: 1, maximum: 1 },
      },
    ]);
  }

  async function beatEveryHour(environment: string, but?: number): Promise<void> {
    const hours = (NOW.getTime() - from.getTime()) / 3_600_000;
    for (let hour = 0; hour < hours; hour += 1) {
      if (hour !== but) await record("Heartbeats", environment, new Date(from.getTime() + hour * 3_600_000));
    }
  }

  const read = (environment: string) =>
    metricUses({ client: cloudWatch, namespace: "samltrail", environment })(["used", "unused"], from, NOW);

  test("tells the days of use, a year back, where it was heard every hour", async () => {
    await beatEveryHour("heard");
    await record("RolesGranted", "heard", daysBefore(NOW, 3), { Role: "used" });
    await record("RolesGranted", "heard", daysBefore(NOW, 370), { Role: "used" });
    const answer = await read("heard");
    expect(answer?.uses.get("used")).toEqual([
      { day: "2025-07-29", count: 1 },
      { day: "2026-07-31", count: 1 },
    ]);
    expect(answer?.uses.get("unused")).toEqual([]);
    expect(answer?.since).toEqual(startOfDay("2025-05-06"));
  });

  test("cannot tell where one hour was silent", async () => {
    await beatEveryHour("silent", 50);
    expect(await read("silent")).toBeNull();
  });

  test("cannot tell where grants were counted as other: the mapping may have been among them", async () => {
    await beatEveryHour("crowded");
    await record("RolesGranted", "crowded", daysBefore(NOW, 2), { Role: "other" });
    expect(await read("crowded")).toBeNull();
  });

  test("cannot tell where grants came too late to be counted", async () => {
    await beatEveryHour("late");
    await record("EventsOutsideMetricWindow", "late", daysBefore(NOW, 2), { EventType: "Roles Mapped" });
    expect(await read("late")).toBeNull();
  });

  test("fails where it does not answer", async () => {
    standIn.aws.faults.failRequests("CloudWatch", 1);
    await expect(read("heard")).rejects.toThrow();
  });
});

describe("dead-letter queues", () => {
  const url = (name: string) => `${standIn.client.endpoint}/000000000000/${name}`;

  test("say how many messages they hold", async () => {
    const depths = await queueDepths(sqs, [url("archive-events-dead-letters")]);
    expect(depths).toEqual([{ queue: "archive-events-dead-letters", messages: 3 }]);
  });

  test("that are not there are an error, never empty", async () => {
    await expect(queueDepths(sqs, [url("gone")])).rejects.toThrow("does not exist");
  });
});

test("pending events are counted from their age on", async () => {
  const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
  await ledger.recordLogin(aLoginRecord({ recordedAt: NOON }));
  await ledger.recordLogin(aLoginRecord({ recordedAt: minutesLater(60) }));
  const table = { client: dynalite.client, name: LEDGER };
  expect(await countPending(table, minutesLater(30))).toBe(1);
  expect(await countPending(table, minutesLater(90))).toBe(2);
});
