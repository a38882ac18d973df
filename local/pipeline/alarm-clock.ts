/** Waiting that can be cut short: until a time, until woken, or until everything stops. */
export interface AlarmClock {
  /** Resolves at that time (milliseconds since the epoch; null for never), when rung, or after `stop`. */
  until(time: number | null): Promise<void>;
  ring(): void;
  stop(): void;
  readonly stopped: boolean;
}

export function createAlarmClock(): AlarmClock {
  let stopped = false;
  let wake: (() => void) | null = null;
  let rung = false;
  function ring(): void {
    rung = true;
    wake?.();
  }
  return {
    async until(time) {
      // A ring between two waits must not get lost.
      if (!rung && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = time === null ? undefined : setTimeout(resolve, Math.max(0, time - Date.now()));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
    ring,
    stop() {
      stopped = true;
      ring();
    },
    get stopped() {
      return stopped;
    },
  };
}
