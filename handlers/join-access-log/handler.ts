/** Holds each sealed hour against the API's own access log, once the hour after it is sealed, and says so in an event. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { canonicalJson } from "../../lib/archive/canonical-json.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { linesBetween } from "../../lib/evidence/access-log/cloudwatch-lines.ts";
import { joinHour, MARGIN_MILLISECONDS, partnerless } from "../../lib/evidence/access-log/join-hour.ts";
import {
  announcedJoinKey,
  hoursToJoin,
  type JoinRecord,
  joinedEvent,
  joinKey,
  joinRecord,
  joinRecordModel,
} from "../../lib/evidence/access-log/joined-hours.ts";
import type { EvidenceStore } from "../../lib/evidence/evidence-store.ts";
import { endOf, type Hour, hoursLater, startOf } from "../../lib/evidence/hours.ts";
import { sealedEvents } from "../../lib/evidence/report/sealed-events.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { createSealReader, readChain, requireHour, type SealReader } from "../../lib/evidence/seal-reader.ts";
import { cloudWatchLogs } from "../shared/clients/cloudwatch-logs.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { s3 } from "../shared/clients/s3.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";

const env = environment("EVIDENCE_BUCKET", "EVENT_BUS_NAME", "ACCESS_LOG_GROUP");
const stage = loadStage();

/** What the largest hour may take: a million lines by five pages a second, and its events. */
const RESERVE_MILLISECONDS = 300_000;

/** What could not be read of the archive is told by the report on it; here its requests stay without a partner. */
async function* eventsOf(store: EvidenceStore, reader: SealReader, hour: Hour): AsyncGenerator<readonly TrailEvent[]> {
  for (const arrived of [hour, hoursLater(hour, 1)]) {
    const { body } = await requireHour(reader, arrived);
    const tell = (unread: object) => logger.error("an object of the archive is not as it must be", { ...unread });
    for await (const events of sealedEvents(store, body, tell)) yield Array.from(events, ({ event }) => event);
  }
}

/** Of rivals the first to write the record decides what the hour's event says. */
async function recordOf(store: EvidenceStore, reader: SealReader, hour: Hour): Promise<JoinRecord> {
  const key = joinKey(hour);
  const readThere = async () => {
    const bytes = await store.read(key);
    return bytes && joinRecordModel.parse(JSON.parse(bytes.toString("utf8")));
  };
  const there = await readThere();
  if (there) return there;
  const logGroup = env.ACCESS_LOG_GROUP;
  const [from, to] = [startOf(hour).getTime() - MARGIN_MILLISECONDS, endOf(hour).getTime() + MARGIN_MILLISECONDS];
  const lines = linesBetween(cloudWatchLogs(), logGroup, new Date(from), new Date(to));
  const record = joinRecord(
    await joinHour({ hour, logGroup, lines, events: eventsOf(store, reader, hour) }),
    new Date(),
  );
  if (await store.putOnce(key, canonicalJson(record))) return record;
  return (await readThere()) ?? record;
}

function report({ data }: JoinRecord): void {
  const { window, notJoined, lines, owed, joined, explained, unmatched, eventsWithoutLine } = data;
  const alone = notJoined === null ? partnerless(data) : 1;
  const said = { from: window.from, notJoined, lines, owed, joined, explained, unmatched, eventsWithoutLine };
  if (alone > 0) logger.error("the access log and the events do not agree", said);
  else logger.info("joined", said);
  measure("ArchiveFindings", alone);
}

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const store = s3EvidenceStore(s3(), env.EVIDENCE_BUCKET);
  const reader = createSealReader(store);
  const chain = await readChain(store, reader);
  if (!chain) return;
  const { environment: of } = await stage;
  try {
    for (const hour of await hoursToJoin(store, reader, chain.body.firstHour, new Date())) {
      if (context.getRemainingTimeInMillis() < RESERVE_MILLISECONDS) {
        logger.warn("more hours are due than this run had time for", { next: hour });
        break;
      }
      const record = await recordOf(store, reader, hour);
      const { refused } = await publishEvents(eventBridge(), env.EVENT_BUS_NAME, [joinedEvent(record, of)]);
      if (refused.length > 0) throw new Error(`the bus refused to take Access Log Joined: ${refused[0]?.code}`);
      await store.putOnce(announcedJoinKey(hour), "announced\n");
      report(record);
    }
  } finally {
    metrics.publishStoredMetrics();
  }
}
