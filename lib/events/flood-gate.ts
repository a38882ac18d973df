/** Decides when failures of unknown origin come so fast that each one as an event of its own would be the attack. */
export interface FloodGate {
  /** Counts one; `true` while the minute's failures are within the limit. */
  admits(now: Date): boolean;
}

/** @param limit failures a minute, in this process, that still become events of their own */
export function createFloodGate(limit: number): FloodGate {
  let minute = -1;
  let count = 0;
  return {
    admits(now) {
      const current = Math.floor(now.getTime() / 60_000);
      if (current !== minute) {
        minute = current;
        count = 0;
      }
      count += 1;
      return count <= limit;
    },
  };
}
