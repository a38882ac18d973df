/** CloudTrail takes its time: what is handed in here is delivered after a while, or when everything stops. */
import type { EventEnvelope } from "../event-bridge.ts";

export interface LateDelivery {
  send(events: readonly EventEnvelope[]): void;
  /** Delivers what still waits. */
  close(): Promise<void>;
}

export interface LateDeliveryOptions {
  readonly deliver: (event: EventEnvelope) => Promise<void>;
  readonly delayMs: number;
  /** An event that could not be delivered: it is lost, as CloudTrail's delivery to EventBridge is best effort. */
  readonly onLost: (error: unknown) => void;
}

export function createLateDelivery({ deliver, delayMs, onLost }: LateDeliveryOptions): LateDelivery {
  const waiting = new Map<NodeJS.Timeout, readonly EventEnvelope[]>();
  const underWay = new Set<Promise<void>>();

  function release(events: readonly EventEnvelope[]): void {
    const work = Promise.all(events.map(deliver))
      .then(() => undefined, onLost)
      .finally(() => underWay.delete(work));
    underWay.add(work);
  }

  return {
    send(events) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        release(events);
      }, delayMs);
      waiting.set(timer, events);
    },
    async close() {
      for (const [timer, events] of waiting) {
        clearTimeout(timer);
        release(events);
      }
      waiting.clear();
      await Promise.all(underWay);
    },
  };
}
