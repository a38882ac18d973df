/** One event of every type that was ever released, as if it occurred now: the contract's golden samples, moved in time. */
import { ulid } from "ulid";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { samples } from "../events/helpers/contract-files.ts";

export function releasedEvents(at: Date): readonly TrailEvent[] {
  const occurredAt = at.toISOString();
  return samples().map(({ content }) => {
    const { metadata, data } = content as unknown as TrailEvent;
    const moved = "window" in data ? { ...data, window: { ...(data.window as object), from: occurredAt } } : data;
    return { metadata: { ...metadata, id: ulid(), occurredAt }, data: moved } as TrailEvent;
  });
}
