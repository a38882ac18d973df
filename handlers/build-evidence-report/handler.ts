/**
 * Once a day: examines the days that were rolled up since, so that reports on long periods read no event again. And where the month before has no report yet, and is sealed to its end and a day beyond, builds it and stores it, once. */
import { tmpdir } from "node:os";
import type { Context, ScheduledEvent } from "aws-lambda";
import { canonicalJson } from "../../lib/archive/canonical-json.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import type { EvidenceStore } from "../../lib/evidence/evidence-store.ts";
import { hoursLater } from "../../lib/evidence/hours.ts";
import { putFileOnce } from "../../lib/evidence/put-file-once.ts";
import { examineDays } from "../../lib/evidence/report/days/examine-days.ts";
import {
  announcedReportKey,
  type Month,
  monthBefore,
  recordKey,
  reportEvent,
  type StoredReport,
  storedReportModel,
} from "../../lib/evidence/report/stored-report.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { createSealReader, readChain } from "../../lib/evidence/seal-reader.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { s3 } from "../shared/clients/s3.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";
import { buildZip } from "./build-zip.ts";

const env = environment("EVIDENCE_BUCKET", "EVENT_BUS_NAME", "CODE_VERSION");
const stage = loadStage();

/** Hours after the month in which what belongs to it may still arrive and be sealed. */
const LATE_HOURS = 24;

async function readRecord(store: EvidenceStore, month: Month): Promise<StoredReport | null> {
  const bytes = await store.read(recordKey(month));
  return bytes && storedReportModel.parse(JSON.parse(bytes.toString("utf8")));
}

/** The month, or what of it the chain has; null where there is nothing to report on, or not yet. */
async function periodDue(store: EvidenceStore, month: Month): Promise<Month | null> {
  const reader = createSealReader(store);
  const chain = await readChain(store, reader);
  if (!chain || chain.body.firstHour > month.to) return null;
  const isSealed = (await reader.hour(hoursLater(month.to, LATE_HOURS))) !== null;
  if (!isSealed) logger.info("the month is not sealed to a day after its end yet", { month: month.name });
  const [, from = month.from] = [chain.body.firstHour, month.from].sort();
  return isSealed ? { ...month, from } : null;
}

/** Of rivals the first to write the record decides which package counts. */
async function store(bucket: EvidenceStore, month: Month): Promise<StoredReport | null> {
  const there = await readRecord(bucket, month);
  if (there) return there;
  const due = await periodDue(bucket, month);
  if (!due) return null;
  const built = await buildZip({
    store: bucket,
    bucket: env.EVIDENCE_BUCKET,
    month: due,
    codeVersion: env.CODE_VERSION,
  });
  if (await bucket.putOnce(recordKey(month), canonicalJson(built))) return built;
  return readRecord(bucket, month);
}

/** What a month's report needs of the run, and a day that was begun. */
const RESERVE_MILLISECONDS = 600_000;

async function examine(bucket: EvidenceStore, context: Context): Promise<void> {
  const days = await examineDays({
    store: bucket,
    codeVersion: env.CODE_VERSION,
    scratch: tmpdir(),
    hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
    putOnce: (key, file, contentType) => putFileOnce(s3(), env.EVIDENCE_BUCKET, key, file, contentType),
  });
  if (days.length > 0) logger.info("days examined", { days });
}

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const bucket = s3EvidenceStore(s3(), env.EVIDENCE_BUCKET);
  await examine(bucket, context);
  const month = monthBefore(new Date());
  if (await bucket.read(announcedReportKey(month))) return;
  const record = await store(bucket, month);
  if (!record) return;
  const event = reportEvent(record, (await stage).environment);
  const { refused } = await publishEvents(eventBridge(), env.EVENT_BUS_NAME, [event]);
  if (refused.length > 0) throw new Error(`the bus refused to take Evidence Report Built: ${refused[0]?.code}`);
  await bucket.putOnce(announcedReportKey(month), "announced\n");
  const { complete, unread, exceptions, package: stored } = record.data;
  logger[complete ? "info" : "error"]("report built", { key: stored.key, complete, unread, exceptions });
  // What could not be read is not as it must be: the alarm on findings watches it.
  measure("ArchiveFindings", unread);
  metrics.publishStoredMetrics();
}
