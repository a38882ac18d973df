import type { Consumer } from "../../infra/pipeline.ts";
import type { EventEnvelope } from "../aws/event-bridge.ts";

/**
 * Whether a rule's pattern matches an event. Only exact matches of `source` and `detail-type`: `infra/pipeline.ts` allows
 * no others, so the finer points of EventBridge's matching need no second implementation.
 */
export function matches(pattern: Consumer["pattern"], event: EventEnvelope): boolean {
  const detailTypes = pattern["detail-type"];
  return pattern.source.includes(event.source) && (!detailTypes || detailTypes.includes(event["detail-type"]));
}
