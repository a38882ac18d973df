/**
 * A sample that nobody can steer and everybody can draw again: of each population the events whose SHA-256 over seed, line feed and
 * leaf is lowest. The order in which they come does not matter.
 */
import { hash } from "node:crypto";
import type { PopulationName } from "./populations.ts";
import type { SealedEvent } from "./sealed-events.ts";

export interface Drawn {
  readonly population: PopulationName;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly hour: string;
  readonly leaf: string;
}

export interface Sampler {
  consider(population: PopulationName, sealed: SealedEvent): void;
  /** By population, and in it by the order in which they were drawn. */
  drawn(): readonly Drawn[];
}

interface Ticket {
  readonly number: string;
  readonly drawn: Drawn;
}

/** @param size of each population's sample */
export function createSampler(seed: string, size: number): Sampler {
  const tickets = new Map<PopulationName, Ticket[]>();
  return {
    consider(population, { event: { metadata }, hour, leaf }) {
      const number = hash("sha256", `${seed}\n${leaf}`);
      const own = tickets.get(population) ?? [];
      const last = own[size - 1];
      if (size === 0 || (last && last.number <= number)) return;
      const drawn = {
        population,
        eventId: metadata.id,
        type: metadata.type,
        occurredAt: metadata.occurredAt,
        hour,
        leaf,
      };
      const at = own.findIndex((each) => each.number > number);
      own.splice(at < 0 ? own.length : at, 0, { number, drawn });
      own.length = Math.min(own.length, size);
      tickets.set(population, own);
    },
    drawn: () => [...tickets].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => own.map((each) => each.drawn)),
  };
}
