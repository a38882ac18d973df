/** Schedules: functions called again and again, or at once when somebody asks. */
import { randomUUID } from "node:crypto";
import type { ScheduledEvent } from "aws-lambda";
import type { Schedule } from "../../infra/pipeline/types.ts";
import type { FunctionName } from "../../infra/pipeline.ts";
import type { Activity } from "../activity.ts";
import type { Account } from "../aws/account.ts";

export interface ScheduleState {
  readonly function: FunctionName;
  readonly everySeconds: number;
  /** Null where only somebody who asks calls it. */
  readonly nextAt: string | null;
  readonly running: boolean;
}

export interface Schedules {
  /** Calls the function now; `false` where no schedule has it. Rejects where the function fails. */
  fire(name: string): Promise<boolean>;
  states(): readonly ScheduleState[];
  stop(): Promise<void>;
}

export interface SchedulesOptions {
  readonly schedules: readonly Schedule[];
  readonly account: Account;
  readonly invoke: (name: FunctionName, event: ScheduledEvent) => Promise<unknown>;
  /** Factor on the minutes between two calls. */
  readonly timeScale: number;
  readonly activity: Activity;
  /** Only who asks calls a function. */
  readonly byHand?: boolean;
}

/** However fast time runs here, a schedule does not fill the terminal. Who needs it sooner asks `/_local/schedules/`. */
const SHORTEST_INTERVAL_MS = 10_000;

function scheduledEvent(name: FunctionName, { id: account, region }: Account): ScheduledEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:events:${region}:${account}:rule/${name}`],
    detail: {},
  };
}

interface Timer {
  readonly name: FunctionName;
  readonly intervalMs: number;
  nextAt: number;
  runs: number;
  last: Promise<unknown>;
  handle: NodeJS.Timeout | undefined;
}

export function startSchedules(options: SchedulesOptions): Schedules {
  const { account, invoke, timeScale, activity, byHand = false } = options;
  let stopped = false;

  const timers = options.schedules.map(({ function: name, everyMinutes }): Timer => {
    const intervalMs = Math.max(SHORTEST_INTERVAL_MS, everyMinutes * 60_000 * timeScale);
    return { name, intervalMs, nextAt: 0, runs: 0, last: Promise.resolve(), handle: undefined };
  });

  /** One call after the other: a slow run is not overtaken by the next. */
  function run(timer: Timer): Promise<unknown> {
    const done = activity.begin();
    timer.runs += 1;
    const mine = timer.last
      .then(() => invoke(timer.name, scheduledEvent(timer.name, account)))
      .finally(() => {
        timer.runs -= 1;
        done();
      });
    // What failed is in the log already; the next time is another try.
    timer.last = mine.catch(() => undefined);
    return mine;
  }

  function arm(timer: Timer): void {
    if (stopped) return;
    timer.nextAt = Date.now() + timer.intervalMs;
    timer.handle = setTimeout(() => {
      const idle = timer.runs === 0 ? run(timer) : timer.last;
      void idle.catch(() => undefined).then(() => arm(timer));
    }, timer.intervalMs);
  }

  if (!byHand) timers.forEach(arm);
  return {
    async fire(name) {
      const timer = timers.find((candidate) => candidate.name === name);
      if (!timer) return false;
      await run(timer);
      return true;
    },
    states: () =>
      timers.map(({ name, intervalMs, nextAt, runs }) => ({
        function: name,
        everySeconds: intervalMs / 1000,
        nextAt: byHand ? null : new Date(nextAt).toISOString(),
        running: runs > 0,
      })),
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer.handle);
      await Promise.all(timers.map((timer) => timer.last));
    },
  };
}
