/** Ends what was started, in an order of its own: doors close first, so that what is under way still finds all it needs. */
const PHASES = ["doors", "work", "services", "process", "lock"] as const;

export type Phase = (typeof PHASES)[number];

export interface Ending {
  add(phase: Phase, end: () => Promise<void> | void): void;
  /** Ends everything once, phase by phase, the latest start of each first. */
  run(): Promise<void>;
}

export function createEnding(): Ending {
  const ends: { readonly phase: Phase; readonly end: () => Promise<void> | void }[] = [];
  return {
    add(phase, end) {
      ends.unshift({ phase, end });
    },
    async run() {
      const all = ends.splice(0);
      for (const phase of PHASES) {
        for (const each of all) if (each.phase === phase) await each.end();
      }
    },
  };
}
