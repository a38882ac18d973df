/** Counts what is under way anywhere in the stack, so that a test or the demo can wait for all of it to be done. */
export interface Activity {
  /** Something begins. Call what it returns once, when that is done. */
  begin(): () => void;
  /** Resolves when nothing is under way. */
  quiet(): Promise<void>;
}

export function createActivity(): Activity {
  let running = 0;
  let waiting: (() => void)[] = [];
  return {
    begin() {
      running += 1;
      let done = false;
      return () => {
        if (done) return;
        done = true;
        running -= 1;
        if (running > 0) return;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      };
    },
    quiet() {
      if (running === 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
