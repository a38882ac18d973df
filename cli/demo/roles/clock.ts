/**
 * Moves the clock of this whole process. The functions, the stand-ins and the identity provider live in it, so to all of them
 * the time has passed; none of them knows of it.
 */
const DAY = 86_400_000;

export interface Clock {
  /** Moves to so many days after the start, at the time of day of the start; the clock runs on from there. */
  moveToDay(day: number): void;
  /** The start of so many days after the start. */
  dayAt(day: number): Date;
  /** Puts the true time back. */
  release(): void;
}

export function takeClock(): Clock {
  const real = globalThis.Date;
  const start = real.now();
  let offset = 0;
  const now = () => real.now() + offset;
  globalThis.Date = new Proxy(real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new real(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
  return {
    moveToDay(day) {
      const moved = start + day * DAY - real.now();
      if (moved < offset) throw new Error("time never goes back");
      offset = moved;
    },
    dayAt: (day) => new real(start + day * DAY),
    release() {
      globalThis.Date = real;
    },
  };
}
