/** Reads the events that a queue delivers: each message's body is the EventBridge envelope, its `detail` the event. */
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { parseEvent, type TrailEvent } from "../../lib/events/catalogue.ts";
import { printable } from "../../lib/events/printable.ts";

interface Delivered<Value> {
  readonly messageId: string;
  readonly value: Value;
}

interface InvalidMessage {
  readonly messageId: string;
  /** Escaped and cut: whoever may put events on the bus chose some of it. */
  readonly reason: string;
}

export interface QueuedEvents<Value> {
  readonly valid: readonly Delivered<Value>[];
  readonly invalid: readonly InvalidMessage[];
}

/** JSON.parse quotes the text it stumbles over, so its own message is not passed on. */
function detailOf(body: string): unknown {
  let envelope: unknown;
  try {
    envelope = JSON.parse(body);
  } catch {
    throw new Error("the message is not JSON");
  }
  return (envelope as { detail?: unknown } | null)?.detail;
}

/**
 * Holds each message against the event contract; one that breaks it fails on its own, and never the batch.
 * @param read what the consumer makes of an event; what it throws makes the message invalid
 */
export function readQueuedEvents<Value>(
  records: readonly SQSRecord[],
  read: (event: TrailEvent) => Value,
): QueuedEvents<Value> {
  const valid: Delivered<Value>[] = [];
  const invalid: InvalidMessage[] = [];
  for (const { messageId, body } of records) {
    try {
      valid.push({ messageId, value: read(parseEvent(detailOf(body))) });
    } catch (error) {
      invalid.push({ messageId, reason: printable(error instanceof Error ? error.message : "unknown") });
    }
  }
  return { valid, invalid };
}

/** The partial batch response that has these messages delivered again, and in the end put into the dead-letter queue. */
export function failMessages(messages: readonly { readonly messageId: string }[]): SQSBatchResponse {
  return { batchItemFailures: messages.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
