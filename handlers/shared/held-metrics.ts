/**
 * Metrics of several requests in one embedded metric line, which has room for a hundred values of each metric: their names, of which a
 * line has far more than of values, are logged (and paid for) once. The first request of a quiet time is told of at once, and a busy
 * process tells of the others when ten seconds are over. What it holds when it ends is lost, the steps of logins that were ordinary:
 * what took long or failed by our own fault is never held, and the event of each login has its steps' times in any case.
 */
import { metrics } from "./observability.ts";

export const HELD_SECONDS = 10;

export interface HeldMetrics {
  /** Has what was measured up to now, and of this request, told at its end. */
  urge(): void;
  /** To be called at the end of each request. */
  publish(now: Date): void;
}

export function createHeldMetrics(): HeldMetrics {
  let publishedAt = Number.NEGATIVE_INFINITY;
  let urgent = false;
  return {
    urge() {
      urgent = true;
    },
    publish(now) {
      const isDue = now.getTime() - publishedAt >= HELD_SECONDS * 1000;
      if (!metrics.hasStoredMetrics() || !(urgent || isDue)) return;
      metrics.publishStoredMetrics();
      publishedAt = now.getTime();
      urgent = false;
    },
  };
}
