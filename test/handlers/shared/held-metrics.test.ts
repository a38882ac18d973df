import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { createHeldMetrics } from "../../../handlers/shared/held-metrics.ts";
import { measure } from "../../../handlers/shared/measure.ts";
import { metrics } from "../../../handlers/shared/observability.ts";

const NOON = new Date("2026-08-03T12:00:00.000Z");
const at = (seconds: number) => new Date(NOON.getTime() + seconds * 1000);

const told: unknown[] = [];
const value = () => metrics.serializeMetrics()["StepLatency.read-form"];
jest.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => {
  told.push(value());
  metrics.clearMetrics();
  return metrics;
});

afterEach(() => {
  told.length = 0;
  metrics.clearMetrics();
});

function request(held: ReturnType<typeof createHeldMetrics>, seconds: number, milliseconds: number, urgent = false) {
  measure("StepLatency.read-form", milliseconds);
  if (urgent) held.urge();
  held.publish(at(seconds));
}

describe("what requests measured", () => {
  test("is told at once where there was none before, or for ten seconds", () => {
    const held = createHeldMetrics();
    request(held, 0, 1);
    request(held, 10, 2);
    request(held, 300, 3);
    expect(told).toEqual([1, 2, 3]);
  });

  test("is held for ten seconds where they come one after the other, and none of it is left out", () => {
    const held = createHeldMetrics();
    for (let second = 0; second <= 20; second += 1) request(held, second, second);
    expect(told).toEqual([0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]]);
  });

  test("is told at once with what was held where one of them asks for it", () => {
    const held = createHeldMetrics();
    request(held, 0, 1);
    request(held, 1, 2);
    request(held, 2, 3000, true);
    request(held, 3, 4);
    expect(told).toEqual([1, [2, 3000]]);
  });

  test("is not told where nothing was measured", () => {
    createHeldMetrics().publish(NOON);
    expect(told).toEqual([]);
  });
});
