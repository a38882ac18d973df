/** The handler over real SDK clients and the AWS stand-in: a month that is sealed, reported on, stored once and announced. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Context, ScheduledEvent } from "aws-lambda";
import { openZip } from "../../cli/verify/open-zip.ts";
import { logger, metrics } from "../../handlers/shared/observability.ts";
import { parseEvent } from "../../lib/events/catalogue.ts";
import { hoursLater } from "../../lib/evidence/hours.ts";
import { reportModel } from "../../lib/evidence/report/report.ts";
import { monthBefore, recordKey, storedReportModel } from "../../lib/evidence/report/stored-report.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { verifyPackage } from "../../verifier/verify.mjs";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { aKey, arrive, keysOf, sealUpTo } from "../evidence/helpers/archive.ts";
import { memoryStore } from "../evidence/helpers/memory-store.ts";
import { inHour } from "../evidence/report/helpers/a-month.ts";
import { pointAwsAt } from "../helpers/aws-stub.ts";
import { aHeartbeat, aLoginFailed } from "../helpers/events.ts";
import { startTestStandIn, type TestStandIn } from "../local/aws-stand-in.ts";

const month = monthBefore(new Date());
/** The chain begins with the month's last hours, as a service's first month does. */
const BEGUN = hoursLater(month.to, -3);
const key = aKey("k1");
const archive = memoryStore();
let standIn: TestStandIn;
let folder: StageFolder;
let client: S3Client;
let buildReport: typeof import("../../handlers/build-evidence-report/handler.ts").handler;
const infos = jest.spyOn(logger, "info").mockImplementation(() => {});
jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => metrics);

const store = () => s3EvidenceStore(client, "evidence");
const run = () => buildReport({} as ScheduledEvent, { getRemainingTimeInMillis: () => 900_000 } as Context);
const stored = async (prefix: string) => (await store().list(prefix)).map((each) => each.key);

/** Puts what the archive has by now into the bucket. */
async function upload(): Promise<void> {
  for (const [path, content] of archive.objects) await store().putOnce(path, content);
}

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = new S3Client({ ...standIn.client, forcePathStyle: true });
  folder = stageFolder({
    "stage.yaml": STAGE,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({
      children: keyDescriptor(certificate().base64, "signing") + singleSignOn("https://idp.test/sso"),
    }),
  });
  pointAwsAt(standIn.client.endpoint);
  Object.assign(process.env, {
    EVIDENCE_BUCKET: "evidence",
    EVENT_BUS_NAME: "samltrail",
    CODE_VERSION: "0.1.0+test",
    CONFIG_FILE: join(folder.path, "stage.yaml"),
    TRUST_DIRECTORY: join(folder.path, "trust"),
    BASE_URL: "https://sp.test",
  });
  buildReport = (await import("../../handlers/build-evidence-report/handler.ts")).handler;
  const early = aLoginFailed({}, inHour(BEGUN));
  await arrive(archive, BEGUN, early, aHeartbeat(inHour(BEGUN)));
  await sealUpTo(archive, keysOf(key), { upTo: month.to });
});

afterAll(async () => {
  client.destroy();
  folder.remove();
  await standIn.stop();
});

test("nothing is built of an archive that nothing is sealed of, or not to a day after the month's end", async () => {
  await run();
  await upload();
  await run();
  expect(infos).toHaveBeenCalledWith("the month is not sealed to a day after its end yet", { month: month.name });
  expect(await stored("reports/soc2/")).toEqual([]);
});

test("a month that is sealed is stored once, whole, without names, and verifies", async () => {
  await sealUpTo(archive, keysOf(key), { upTo: hoursLater(month.to, 24) });
  await upload();
  await run();
  const record = storedReportModel.parse(JSON.parse((await store().read(recordKey(month)))?.toString("utf8") ?? ""));
  const zip = (await store().read(record.data.package.key)) ?? Buffer.alloc(0);
  expect(createHash("sha256").update(zip).digest("hex")).toBe(record.data.package.sha256);
  expect(record.data).toMatchObject({ complete: true, events: 2, period: { from: BEGUN, to: month.to } });

  const place = mkdtempSync(join(tmpdir(), "samltrail-report-test-"));
  writeFileSync(join(place, "package.zip"), zip);
  const opened = openZip(join(place, "package.zip"));
  expect(verifyPackage(opened, { key: key.pem, head: undefined }, () => undefined)).toBe(3);
  const report = reportModel.parse(JSON.parse(opened.read("report.json").toString("utf8")));
  expect(report.completeness.parameters.names).toBe("left-out");
  const { passed, nothingToExamine } = report.summary.tests;
  expect(nothingToExamine).toBeGreaterThan(0);
  expect(record.data.tests).toMatchObject({ passed: passed + nothingToExamine, nothingToExamine });
  opened.close();
  rmSync(place, { recursive: true });
});

test("its event fits the contract, and says what is stored", () => {
  const details = standIn.delivered.map(({ detail }) => parseEvent(detail));
  expect(details.map(({ metadata }) => metadata.type)).toEqual(["Evidence Report Built"]);
  expect(details[0]?.metadata.environment).toBe("dev");
});

test("another day builds and tells nothing more", async () => {
  const before = await stored("reports/");
  await run();
  expect(await stored("reports/")).toEqual(before);
  expect(standIn.delivered).toHaveLength(1);
});

test("every day that is over was examined, once, for reports on longer periods", async () => {
  const records = (await stored("reports/days/")).filter((each) => each.endsWith(".jsonl.gz"));
  expect(records).toEqual(
    [month.to, hoursLater(month.to, 24)].map(
      (hour) => `reports/days/${hour.slice(0, 10).replaceAll("-", "/")}.2.jsonl.gz`,
    ),
  );
});
