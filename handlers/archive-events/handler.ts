/** Writes every event into the evidence bucket, once: one object a batch. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { archiveObject } from "../../lib/archive/archive-object.ts";
import { writeArchiveObject } from "../../lib/archive/write-archive-object.ts";
import { s3 } from "../shared/clients/s3.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { failMessages, readQueuedEvents } from "../shared/queued-events.ts";

const { EVIDENCE_BUCKET } = environment("EVIDENCE_BUCKET");

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { valid, invalid } = readQueuedEvents(Records, archiveLine);
  for (const { messageId, reason } of invalid) logger.error("not an event", { messageId, reason });
  if (valid.length === 0) return failMessages(invalid);

  const lines = valid.map(({ value }) => value);
  const object = archiveObject(lines, new Date());
  for (const eventId of object.conflicts) logger.error("two events of one id", { eventId, key: object.key });
  if (object.conflicts.length > 0) {
    measure("ArchiveFindings", object.conflicts.length);
    metrics.publishStoredMetrics();
  }
  try {
    const result = await writeArchiveObject(s3(), EVIDENCE_BUCKET, object);
    logger.info("archived", { key: object.key, messages: valid.length, result });
    return failMessages(invalid);
  } catch (error) {
    logger.error("not archived", { error: describeError(error), key: object.key, messages: valid.length });
    return failMessages(Records);
  }
}
