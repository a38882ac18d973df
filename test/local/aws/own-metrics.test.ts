/** Metrics that AWS's own services would put: of functions, of the HTTP API, of queues. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, jest, test } from "@jest/globals";
import type { Datum } from "../../../local/aws/cloudwatch/metric-store.ts";
import { ownMetrics } from "../../../local/aws/cloudwatch/own-metrics.ts";
import { createStackLog } from "../../../local/log.ts";

function setUp(fail = false) {
  const kept: Datum[] = [];
  const lines: string[] = [];
  const record = async (data: readonly Datum[]) => {
    if (fail) throw new Error("the disk is full");
    kept.push(...data);
  };
  const own = ownMetrics(
    record,
    createStackLog((line) => void lines.push(line)),
  );
  const sumOf = (name: string, of: string) =>
    kept
      .filter((datum) => datum.name === name && datum.dimensions[0]?.Value === of)
      .reduce((sum, { statistics }) => sum + statistics.sum, 0);
  return { own, kept, lines, sumOf };
}

describe("a function", () => {
  test("is counted with its duration, and its errors", async () => {
    const { own, kept, sumOf } = setUp();
    const invoke = own.measured(async (_name, event) => {
      if ("fail" in event) throw new Error("no");
      return "done";
    });
    expect(await invoke("home", {})).toBe("done");
    await expect(invoke("home", { fail: true })).rejects.toThrow("no");
    expect([sumOf("Invocations", "home"), sumOf("Errors", "home"), sumOf("Throttles", "home")]).toEqual([2, 1, 0]);
    expect(kept.filter(({ name }) => name === "Duration")).toHaveLength(2);
    expect(new Set(kept.map(({ namespace }) => namespace))).toEqual(new Set(["AWS/Lambda"]));
  });

  test("answers although its metrics are lost, and the log says so", async () => {
    const { own, lines } = setUp(true);
    expect(await own.measured(async () => "done")("home", {})).toBe("done");
    expect(lines.join()).toContain("the disk is full");
  });
});

test("the HTTP API's answers are counted by their class", async () => {
  const { own, sumOf } = setUp();
  const listener = own.measuredApi((request, response) => {
    response.writeHead(Number(request.url?.slice(1))).end();
  });
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const status of [200, 303, 403, 503]) {
    await fetch(`http://127.0.0.1:${port}/${status}`, { redirect: "manual" });
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect([sumOf("Count", "api"), sumOf("4xx", "api"), sumOf("5xx", "api")]).toEqual([4, 1, 1]);
});

test("queues are looked at at once and each minute, until that is ended", () => {
  jest.useFakeTimers({ now: new Date("2026-08-03T12:00:00Z") });
  try {
    const { own, sumOf } = setUp();
    const gauge = { name: "archive-events", visible: 3, deadLetters: 1, oldestSentAt: Date.now() - 30_000 };
    const end = own.watchQueues(() => [gauge, { ...gauge, name: "empty", visible: 0, oldestSentAt: null }]);
    jest.advanceTimersByTime(60_000);
    expect(sumOf("ApproximateNumberOfMessagesVisible", "archive-events")).toBe(6);
    expect(sumOf("ApproximateNumberOfMessagesVisible", "archive-events-dead-letters")).toBe(2);
    expect(sumOf("ApproximateAgeOfOldestMessage", "archive-events")).toBe(30 + 90);
    expect(sumOf("ApproximateAgeOfOldestMessage", "empty")).toBe(0);
    end();
    jest.advanceTimersByTime(120_000);
    expect(sumOf("ApproximateNumberOfMessagesVisible", "archive-events")).toBe(6);
  } finally {
    jest.useRealTimers();
  }
});
