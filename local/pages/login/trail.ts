/** Everything this machine knows under one correlation id, from where it really is: ledger, queues, evidence bucket. */
import { pipeline } from "../../../infra/pipeline.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { SOURCE } from "../../../lib/events/event-type.ts";
import type { EvidenceReader } from "../../../lib/evidence/evidence-store.ts";
import { createSealReader } from "../../../lib/evidence/seal-reader.ts";
import type { LedgerTable } from "../../../lib/ledger/ledger-table.ts";
import type { Delivery } from "../../pipeline/deliveries.ts";
import { matches } from "../../pipeline/matches.ts";
import { type ArchivedLine, archivedEvents, eventOf } from "./archived-events.ts";
import { readPendingEvents } from "./pending-events.ts";
import { type Sealing, sealingOf } from "./sealing.ts";

export interface TrailSources {
  readonly ledger: LedgerTable;
  readonly evidence: EvidenceReader;
  readonly deliveries: () => Promise<readonly Delivery[]>;
}

/** An event, and how far it has come. */
interface Located {
  readonly event: TrailEvent;
  /** ISO instant since which it waits in the ledger; null where the bus has it. */
  readonly pendingSince: string | null;
  /** Of every consumer that it goes to; without any where the bus took it before this start of the stack. */
  readonly deliveries: readonly Delivery[];
  readonly lines: readonly ArchivedLine[];
}

export interface FollowedEvent extends Located {
  /** Names of the functions whose rules match it. */
  readonly consumers: readonly string[];
  /** Null where it is not archived yet. */
  readonly sealing: Sealing | null;
}

export interface Trails {
  /** Every event there is, by its id's order in time. */
  located(): Promise<readonly Located[]>;
  follow(correlationId: string, now: Date): Promise<readonly FollowedEvent[]>;
}

/** Names of the consumers that the bus gives such an event. */
function consumersOf(event: TrailEvent): readonly string[] {
  const envelope = {
    version: "0",
    id: "",
    "detail-type": event.metadata.type,
    source: SOURCE,
    account: "",
    time: "",
    region: "",
    resources: [],
    detail: event,
  } as const;
  return pipeline.consumers
    .filter((consumer) => matches(consumer, envelope))
    .map((consumer) => String(consumer.function));
}

const byId = (a: Located, b: Located): number => (a.event.metadata.id < b.event.metadata.id ? -1 : 1);

export function trails({ ledger, evidence, deliveries }: TrailSources): Trails {
  const archive = archivedEvents(evidence);
  const seals = createSealReader(evidence);

  async function located(whole = false): Promise<readonly Located[]> {
    // In the order in which events travel, so that none is missed on its way from one to the next.
    const pending = await readPendingEvents(ledger);
    const queued = await deliveries();
    const lines = await archive.all(whole);
    const found = new Map<string, { -readonly [Key in keyof Located]: Located[Key] }>();
    const entry = (event: TrailEvent) => {
      const known = found.get(event.metadata.id) ?? { event, pendingSince: null, deliveries: [], lines: [] };
      found.set(event.metadata.id, known);
      return known;
    };
    for (const line of lines) {
      const known = entry(line.event);
      known.lines = [...known.lines, line];
    }
    for (const { event, since } of pending) entry(event).pendingSince = since;
    for (const delivery of queued) {
      const event = delivery.detail === null ? null : eventOf(delivery.detail);
      const known = event ? entry(event) : found.get(delivery.eventId);
      if (known) known.deliveries = [...known.deliveries, delivery];
    }
    return [...found.values()].sort(byId);
  }

  return {
    located: () => located(),
    async follow(correlationId, now) {
      const isWanted = ({ event }: Located) => event.metadata.correlationId === correlationId;
      const known = (await located()).filter(isWanted);
      // Somebody may have put it back into an hour of long ago.
      const all = known.length > 0 ? known : (await located(true)).filter(isWanted);
      return Promise.all(
        all.map(async (each) => ({
          ...each,
          consumers: consumersOf(each.event),
          sealing: each.lines.length === 0 ? null : await sealingOf(evidence, seals, each.lines, now),
        })),
      );
    },
  };
}
