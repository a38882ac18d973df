/**
 * A sample that nobody can steer and everybody can draw again: of each population the events whose leaf, as a number XORed with the
 * SHA-256 of the seed, is lowest. Leaves are hashes, so that each is as likely as any; the order in which they come does not matter.
 */
import { hash } from "node:crypto";
import { z } from "zod";
import { POPULATION_NAMES, type PopulationName } from "./populations.ts";
import type { SeenEvent } from "./sealed-events.ts";

export const drawnModel = z.strictObject({
  population: z.enum(POPULATION_NAMES as [PopulationName, ...PopulationName[]]),
  eventId: z.string(),
  type: z.string(),
  occurredAt: z.string(),
  hour: z.string(),
  leaf: z.string(),
});

export type Drawn = z.infer<typeof drawnModel>;

export interface Sampler {
  consider(population: PopulationName, sealed: SeenEvent): void;
  /** Takes what was drawn of a part of the population, by the same seed. */
  join(drawn: readonly Drawn[]): void;
  /** By population, and in it by the order in which they were drawn. */
  drawn(): readonly Drawn[];
}

interface Ticket {
  /** The first 32 bits of the number: enough to pass nearly every event over. */
  readonly high: number;
  readonly number: bigint;
  readonly drawn: Drawn;
}

/** What each character of a hash in hexadecimal stands for. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, "0123456789abcdef".indexOf(String.fromCharCode(code))),
);

/** The first 32 bits of a hash. Every event of a period comes by here. */
function firstBits(hex: string): number {
  let bits = 0;
  for (let at = 0; at < 8; at += 1) bits = (bits << 4) | (DIGITS[hex.charCodeAt(at)] ?? 0);
  return bits;
}

/** @param size of each population's sample */
export function createSampler(seed: string, size: number): Sampler {
  const mask = BigInt(`0x${hash("sha256", seed)}`);
  const highMask = Number(mask >> 224n);
  const tickets = new Map<PopulationName, Ticket[]>();
  function enter(population: PopulationName, leaf: string, drawn: () => Drawn): void {
    const own = tickets.get(population) ?? [];
    const last = own[size - 1];
    const high = (firstBits(leaf) ^ highMask) >>> 0;
    if (size === 0 || (last && last.high < high)) return;
    const number = BigInt(`0x${leaf}`) ^ mask;
    if (last && last.number <= number) return;
    const at = own.findIndex((each) => each.number > number);
    own.splice(at < 0 ? own.length : at, 0, { high, number, drawn: drawn() });
    own.length = Math.min(own.length, size);
    tickets.set(population, own);
  }
  return {
    consider(population, { event: { metadata }, hour, leaf }) {
      const { id: eventId, type, occurredAt } = metadata;
      enter(population, leaf, () => ({ population, eventId, type, occurredAt, hour, leaf }));
    },
    join(drawn) {
      for (const each of drawn) enter(each.population, each.leaf, () => each);
    },
    drawn: () => [...tickets].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => own.map((each) => each.drawn)),
  };
}
