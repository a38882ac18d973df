import { ulid } from "ulid";
import type * as z from "zod";
import type { EventType } from "./event-type.ts";
import type { Producer } from "./producer.ts";

/** What every event of one request shares. */
export interface EventOrigin {
  readonly occurredAt: Date;
  readonly correlationId: string;
  readonly attemptId: string;
  readonly environment: string;
  readonly producer: Producer;
}

/**
 * Builds an event's detail and holds it against its own schema, so that nothing leaves that breaks the contract.
 * @throws ZodError where the data does not fit: a defect of the caller, never of the message.
 */
export function createEvent<Name extends string, Version extends number, Data extends z.ZodType>(
  type: EventType<Name, Version, Data>,
  origin: EventOrigin,
  data: z.input<Data>,
): z.infer<EventType<Name, Version, Data>["detail"]> {
  const checked = type.data.parse(data);
  const metadata = {
    id: ulid(origin.occurredAt.getTime()),
    type: type.name,
    version: type.version,
    occurredAt: origin.occurredAt.toISOString(),
    correlationId: origin.correlationId,
    attemptId: origin.attemptId,
    environment: origin.environment,
    producer: { id: origin.producer.id, sequence: origin.producer.next() },
  };
  return type.detail.parse({ metadata, data: checked }) as z.infer<EventType<Name, Version, Data>["detail"]>;
}
