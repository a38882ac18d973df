/** Waits for what takes its time to arrive, says so now and then, and gives up in the end. */

export interface Patience {
  /** Looks again and again until there is something, or the time is over. */
  waitFor<Found>(what: string, look: () => Promise<Found | null>): Promise<Found | null>;
  /** Seconds of waiting that are left. */
  left(): number;
}

export interface PatienceOptions {
  readonly seconds: number;
  /** Between two looks. */
  readonly everyMs: number;
  readonly say: (line: string) => void;
}

const SAY_EVERY_MS = 10_000;

/** One patience for the whole of a command. */
export function createPatience({ seconds, everyMs, say }: PatienceOptions): Patience {
  let leftMs = seconds * 1000;
  return {
    left: () => Math.max(0, Math.ceil(leftMs / 1000)),
    async waitFor(what, look) {
      let unsaid = SAY_EVERY_MS;
      for (;;) {
        const begun = performance.now();
        const found = await look();
        if (found !== null || leftMs <= 0) return found;
        await new Promise((resolve) => setTimeout(resolve, Math.min(everyMs, leftMs)));
        const took = performance.now() - begun;
        leftMs -= took;
        unsaid -= took;
        if (unsaid > 0 || leftMs <= 0) continue;
        say(`  waiting for ${what}, for another ${Math.ceil(leftMs / 1000)} s at most`);
        unsaid = SAY_EVERY_MS;
      }
    },
  };
}
