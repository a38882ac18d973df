/** Numbers the events of one process, so that a lost event shows as a gap without any central sequencer. */
import { ulid } from "ulid";

export interface Producer {
  readonly id: string;
  /** The next free number, starting at 1. */
  next(): number;
  /** Gives back a number whose event was never recorded, so that the next event takes its place. */
  release(sequence: number): void;
}

export function createProducer(id: string = ulid()): Producer {
  let last = 0;
  const released: number[] = [];
  return {
    id,
    next() {
      const again = released.shift();
      if (again !== undefined) return again;
      last += 1;
      return last;
    },
    release(sequence) {
      released.push(sequence);
      released.sort((a, b) => a - b);
    },
  };
}
