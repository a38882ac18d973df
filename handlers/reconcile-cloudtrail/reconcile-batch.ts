/** One batch: what was issued first, so that its own records find it. */
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { type Outcome, type Surroundings, takeIssuance, takeRecord } from "../../lib/reconcile/reconcile.ts";
import type { TrailRecord } from "../../lib/reconcile/trail-record.ts";
import { describeError } from "../shared/describe-error.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { failMessages } from "../shared/queued-events.ts";
import { type Message, readMessage } from "./read-message.ts";

interface Delivered<Value> {
  readonly messageId: string;
  readonly value: Value;
}

type Failed = { readonly messageId: string };

function readAll(records: readonly SQSRecord[]) {
  const valid: Delivered<Message>[] = [];
  const invalid: Failed[] = [];
  for (const { messageId, body } of records) {
    try {
      valid.push({ messageId, value: readMessage(body) });
    } catch (error) {
      invalid.push({ messageId });
      logger.error("neither an issuance nor a record of STS", { messageId, reason: (error as Error).message });
    }
  }
  return { valid, invalid };
}

/** The alarms watch these, and a sum of nothing would be no news to them. */
function count(outcomes: readonly Outcome[]): void {
  const of = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  measure("RoleAssumptionUnmatched", of("unmatched"));
  measure("RoleAssumptionRefused", of("refused"));
  metrics.publishStoredMetrics();
}

/** @param surroundings read once a batch, and only for one that holds a record */
export async function reconcileBatch(
  records: readonly SQSRecord[],
  surroundings: () => Promise<Surroundings>,
  issuing: Parameters<typeof takeIssuance>[0],
): Promise<SQSBatchResponse> {
  const { valid, invalid } = readAll(records);
  const failed: Failed[] = [];
  const outcomes: Outcome[] = [];

  async function settle<Value>(
    messages: readonly Delivered<Value>[],
    take: (value: Value) => Promise<Outcome>,
  ): Promise<void> {
    const taken = await Promise.allSettled(messages.map(({ value }) => take(value)));
    taken.forEach((result, index) => {
      const { messageId = "" } = messages[index] ?? {};
      if (result.status === "fulfilled") {
        outcomes.push(result.value);
        return;
      }
      failed.push({ messageId });
      logger.error("not reconciled", { messageId, error: describeError(result.reason) });
    });
  }

  const issued = valid.flatMap(({ messageId, value }) =>
    value.kind === "issuance" ? [{ messageId, value: value.issued }] : [],
  );
  await settle(issued, (value) => takeIssuance(issuing, value));
  const seen = valid.flatMap(({ messageId, value }): Delivered<TrailRecord>[] =>
    value.kind === "record" && value.record ? [{ messageId, value: value.record }] : [],
  );
  if (seen.length > 0) {
    const once = surroundings();
    await settle(seen, async (value) => takeRecord(await once, value));
  }
  count(outcomes);
  const counts: Partial<Record<Outcome, number>> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  logger.info("reconciled", { messages: records.length, ...counts, failed: failed.length + invalid.length });
  return failMessages([...invalid, ...failed]);
}
