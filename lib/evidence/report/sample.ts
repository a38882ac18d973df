/**
 * A sample that nobody can steer and everybody can draw again: of each population the events whose leaf, as a number XORed with the
 * SHA-256 of the seed, is lowest. Leaves are hashes, so that each is as likely as any; the order in which they come does not matter.
 */
import { hash } from "node:crypto";
import type { Hour } from "../hours.ts";
import type { PopulationName } from "./populations.ts";
import type { SeenEvent } from "./sealed-events.ts";

export interface Drawn {
  readonly population: PopulationName;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly hour: Hour;
  readonly leaf: string;
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

export class Sampler {
  readonly #size: number;
  readonly #mask: bigint;
  readonly #highMask: number;
  readonly #tickets = new Map<PopulationName, Ticket[]>();

  /** @param size of each population's sample */
  constructor(seed: string, size: number) {
    this.#size = size;
    this.#mask = BigInt(`0x${hash("sha256", seed)}`);
    this.#highMask = Number(this.#mask >> 224n);
  }

  #highOf(leaf: string): number {
    return (firstBits(leaf) ^ this.#highMask) >>> 0;
  }
  /** Nearly every event: a full sample has only lower numbers. */
  #isPassedOver(population: PopulationName, leaf: string): boolean {
    const last = this.#tickets.get(population)?.[this.#size - 1];
    return this.#size === 0 || (last !== undefined && last.high < this.#highOf(leaf));
  }
  #enter(drawn: Drawn): void {
    const { population, leaf } = drawn;
    if (this.#isPassedOver(population, leaf)) return;
    const own = this.#tickets.get(population) ?? [];
    const last = own[this.#size - 1];
    const number = BigInt(`0x${leaf}`) ^ this.#mask;
    if (last && last.number <= number) return;
    const at = own.findIndex((each) => each.number > number);
    own.splice(at < 0 ? own.length : at, 0, { high: this.#highOf(leaf), number, drawn });
    own.length = Math.min(own.length, this.#size);
    this.#tickets.set(population, own);
  }

  consider(population: PopulationName, { event: { metadata }, hour, leaf }: SeenEvent): void {
    if (this.#isPassedOver(population, leaf)) return;
    const { id: eventId, type, occurredAt } = metadata;
    this.#enter({ population, eventId, type, occurredAt, hour, leaf });
  }
  /** Takes what was drawn of a part of the population, by the same seed. */
  join(drawn: readonly Drawn[]): void {
    for (const each of drawn) this.#enter(each);
  }
  /** By population, and in it by the order in which they were drawn. */
  drawn(): readonly Drawn[] {
    const populations = [...this.#tickets].sort(([a], [b]) => (a < b ? -1 : 1));
    return populations.flatMap(([, own]) => own.map(({ drawn }) => drawn));
  }
}
