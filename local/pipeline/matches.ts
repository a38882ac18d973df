import type { Consumer } from "../../infra/pipeline/types.ts";
import type { EventEnvelope } from "../aws/event-bridge.ts";

type Patterns = Pick<Consumer, "pattern" | "defaultBusPattern">;

/** No account's own events are called `aws.…`, so an event's source tells which bus it came on. */
const isOfDefaultBus = ({ source }: EventEnvelope): boolean => source.startsWith("aws.");

/**
 * Whether a consumer's rules match an event. Only exact matches of `source`, `detail-type` and a record's `eventName`:
 * `infra/pipeline.ts` allows no others, so the finer points of EventBridge's matching need no second implementation.
 */
export function matches({ pattern, defaultBusPattern }: Patterns, event: EventEnvelope): boolean {
  if (isOfDefaultBus(event)) {
    if (!defaultBusPattern) return false;
    const { source, "detail-type": types, detail } = defaultBusPattern;
    const { eventName } = event.detail as { readonly eventName?: unknown };
    const named = detail.eventName.some((each) => each === eventName);
    return source.includes(event.source) && types.includes(event["detail-type"]) && named;
  }
  if (!pattern) return false;
  const detailTypes = pattern["detail-type"];
  return pattern.source.includes(event.source) && (!detailTypes || detailTypes.includes(event["detail-type"]));
}
