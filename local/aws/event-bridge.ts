/** EventBridge PutEvents: each entry is taken or refused on its own, and the call succeeds either way. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Account } from "./account.ts";
import { AwsError } from "./aws-error.ts";
import { type JsonService, validated } from "./json-service.ts";

/** What a rule's target gets: the event in the bus's own envelope. */
export interface EventEnvelope {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

/** Why an entry is not taken, as the bus words it. */
export interface EntryRefusal {
  readonly code: string;
  readonly message: string;
}

export interface EventBridgeOptions {
  readonly account: Account;
  readonly busName: string;
  /** Resolves when every target's queue holds the event durably. */
  readonly deliver: (event: EventEnvelope) => Promise<void>;
  /** May refuse an entry that is in order, as a bus under stress does. */
  readonly admit: () => EntryRefusal | null;
}

const MAXIMUM_ENTRIES = 10;
/** For all entries of one call together, in bytes. */
const MAXIMUM_SIZE = 1024 * 1024;

const entryModel = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Time: z.number().describe("seconds since the epoch").optional(),
  Resources: z.array(z.string()).default([]),
  TraceHeader: z.string().max(500).optional(),
});

const inputModel = z.strictObject({ Entries: z.array(entryModel).min(1).max(MAXIMUM_ENTRIES) });

type Entry = z.infer<typeof entryModel>;

/** As "Calculating PutEvents event entry size" of the EventBridge guide has it: a given time counts 14 bytes. */
function sizeOf(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...entry.Resources];
  return texts.reduce((size, text) => size + Buffer.byteLength(text ?? ""), entry.Time === undefined ? 0 : 14);
}

function required(name: string): EntryRefusal {
  return {
    code: "InvalidArgument",
    message: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  };
}

/** The entry as an event, or why it can't be one. */
function toEvent(entry: Entry, { account, busName }: EventBridgeOptions): EventEnvelope | EntryRefusal {
  if (!entry.Source) return required("Source");
  if (!entry.DetailType) return required("DetailType");
  if (!entry.Detail) return required("Detail");
  const bus = entry.EventBusName ?? "default";
  if (bus !== busName) return { code: "InvalidArgument", message: `Event bus ${bus.slice(0, 256)} does not exist.` };
  let detail: unknown;
  try {
    detail = JSON.parse(entry.Detail);
  } catch {
    detail = undefined;
  }
  if (typeof detail !== "object" || detail === null || Array.isArray(detail)) {
    return { code: "MalformedDetail", message: "Detail is malformed." };
  }
  const time = entry.Time === undefined ? new Date() : new Date(entry.Time * 1000);
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": entry.DetailType,
    source: entry.Source,
    account: account.id,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region: account.region,
    resources: entry.Resources,
    detail,
  };
}

async function put(entry: Entry, options: EventBridgeOptions): Promise<object> {
  const event = toEvent(entry, options);
  const refusal = "code" in event ? event : options.admit();
  if (refusal) return { ErrorCode: refusal.code, ErrorMessage: refusal.message };
  const accepted = event as EventEnvelope;
  try {
    await options.deliver(accepted);
  } catch {
    return { ErrorCode: "InternalFailure", ErrorMessage: "The event could not be stored." };
  }
  return { EventId: accepted.id };
}

export function eventBridge(options: EventBridgeOptions): JsonService {
  return {
    target: "AWSEvents",
    name: "EventBridge",
    contentType: "application/x-amz-json-1.1",
    operations: {
      async PutEvents(input) {
        const { Entries } = validated(inputModel, input);
        if (Entries.reduce((size, entry) => size + sizeOf(entry), 0) > MAXIMUM_SIZE) {
          throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
        }
        const results: object[] = [];
        for (const entry of Entries) results.push(await put(entry, options));
        return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
      },
    },
  };
}
