import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import * as z from "zod";
import { printable } from "../../lib/events/printable.ts";
import { type GuardChange, type Guards, guardChangeOf } from "../../lib/guards/guard-change.ts";
import { parseGuardRecord } from "../../lib/guards/guard-record.ts";
import { type GuardRecording, recordGuardChange } from "../../lib/guards/record-guard-change.ts";
import { describeError } from "../shared/describe-error.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { failMessages } from "../shared/queued-events.ts";

/** Paths only: what stands there was chosen by whoever called, and JSON.parse quotes what it stumbles over. */
function whyUnreadable(error: unknown): string {
  if (!(error instanceof z.ZodError)) return "the message is not JSON";
  return printable(`does not fit at ${error.issues.map(({ path }) => path.join(".")).join(", ")}`);
}

/** What somebody has to account for: nobody deployed it, and AWS let them. */
const isByHand = ({ byDeployment, refused }: GuardChange): boolean => !byDeployment && refused === null;

export async function recordBatch(
  records: readonly SQSRecord[],
  guards: Guards,
  recording: GuardRecording,
): Promise<SQSBatchResponse> {
  const failed: { readonly messageId: string }[] = [];
  const recorded: GuardChange[] = [];
  for (const { messageId, body } of records) {
    let change: GuardChange | null;
    try {
      const record = parseGuardRecord(JSON.parse(body));
      change = record && guardChangeOf(record, guards);
    } catch (error) {
      failed.push({ messageId });
      logger.error("no record of CloudTrail", { messageId, reason: whyUnreadable(error) });
      continue;
    }
    if (!change) continue;
    try {
      if (!(await recordGuardChange(recording, change))) continue;
      recorded.push(change);
      logger[isByHand(change) ? "warn" : "info"]("a guard was changed", { ...change });
    } catch (error) {
      failed.push({ messageId });
      logger.error("not recorded", { messageId, error: describeError(error) });
    }
  }
  // The alarm watches it, and a sum of nothing would be no news to it.
  measure("GuardsChangedByHand", recorded.filter(isByHand).length);
  metrics.publishStoredMetrics();
  logger.info("looked at calls", { messages: records.length, recorded: recorded.length, failed: failed.length });
  return failMessages(failed);
}
