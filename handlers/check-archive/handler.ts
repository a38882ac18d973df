/** Searches the archive once a day for second versions and delete markers, and says so whether it found any or none. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { ulid } from "ulid";
import { archiveChecked, NAMED_FINDINGS } from "../../lib/events/archive-checked.ts";
import { createEvent } from "../../lib/events/create-event.ts";
import { printable } from "../../lib/events/printable.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { publishRecorded } from "../../lib/events/publish-recorded.ts";
import { checkArchive } from "../../lib/evidence/check-archive.ts";
import { dayOf, hourOf } from "../../lib/evidence/hours.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { createSealReader, readChain } from "../../lib/evidence/seal-reader.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { s3 } from "../shared/clients/s3.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";

const env = environment("EVIDENCE_BUCKET", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");

const stage = loadStage();
const producer = createProducer();

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const { environment: of, retention } = await stage;
  const now = new Date();
  const store = s3EvidenceStore(s3(), env.EVIDENCE_BUCKET);
  const chain = await readChain(store, createSealReader(store));
  const first = dayOf(chain?.body.firstHour ?? hourOf(now));
  const { days, objects, findings, unreadable } = await checkArchive(store, first, now, retention.archiveYears * 365);
  for (const finding of findings) logger.error("an object of the archive is not as it must be", { ...finding });
  for (const { what, error } of unreadable) logger.error("not listed", { what, error: describeError(error) });

  const id = ulid(now.getTime());
  const origin = { occurredAt: now, correlationId: id, attemptId: id, environment: of, producer };
  const event = createEvent(archiveChecked, origin, {
    days,
    objects,
    findings: {
      count: findings.length,
      named: findings.slice(0, NAMED_FINDINGS).map(({ kind, key }) => ({ kind, key: printable(key, 1024) })),
    },
    unreadableDays: unreadable.length,
  });
  const ledger = createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE);
  const key = await ledger.recordEvents(event.metadata.id, now, [event]);
  const publication = {
    publish: (events: Parameters<typeof publishEvents>[2]) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
    ledger,
    onLeftPending: (refused: readonly object[], error: unknown) =>
      logger.warn("left pending", { refused, error: error === undefined ? undefined : describeError(error) }),
  };
  await publishRecorded(publication, key, [event]);
  // The alarm watches it, and a sum of nothing would be no news to it.
  measure("ArchiveFindings", findings.length + unreadable.length);
  metrics.publishStoredMetrics();
  logger.info("checked", { ...days, objects, findings: findings.length, unreadable: unreadable.length });
}
