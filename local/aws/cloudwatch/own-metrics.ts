/**
 * What AWS's services count by themselves, as far as this machine can tell: invocations, the HTTP API's answers, queues. Under
 * the names that the pipeline has, as everything here.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { deadLetterQueueOf } from "../../functions/environment.ts";
import type { Invoke } from "../../functions/invoke.ts";
import { errorFields, type StackLog } from "../../log.ts";
import type { Datum, MetricStore } from "./metric-store.ts";
import { statisticsOf } from "./put-metric-data.ts";

/** What the dashboards' places call the HTTP API on one machine. */
const API_ID = "api";

const MINUTE_MS = 60_000;

export interface QueueGauge {
  readonly name: string;
  readonly visible: number;
  readonly deadLetters: number;
  /** Milliseconds since the epoch; null where nothing is in it. */
  readonly oldestSentAt: number | null;
}

export interface OwnMetrics {
  measured(invoke: Invoke): Invoke;
  measuredApi(listener: RequestListener): RequestListener;
  /** Looks at the queues now and each minute, as SQS does. @returns what ends it */
  watchQueues(gauges: () => readonly QueueGauge[]): () => void;
}

type Values = Readonly<Record<string, readonly [unit: string, value: number]>>;

function data(namespace: string, dimension: string, of: string, values: Values): readonly Datum[] {
  const at = Date.now();
  return Object.entries(values).map(([name, [unit, value]]) => ({
    namespace,
    name,
    dimensions: [{ Name: dimension, Value: of }],
    unit,
    at,
    statistics: statisticsOf([value]),
  }));
}

function ofQueue({ name, visible, deadLetters, oldestSentAt }: QueueGauge): readonly Datum[] {
  const age = oldestSentAt === null ? 0 : (Date.now() - oldestSentAt) / 1000;
  const depth = (value: number) => ({ ApproximateNumberOfMessagesVisible: ["Count", value] }) as const;
  return [
    ...data("AWS/SQS", "QueueName", name, { ...depth(visible), ApproximateAgeOfOldestMessage: ["Seconds", age] }),
    ...data("AWS/SQS", "QueueName", deadLetterQueueOf(name), depth(deadLetters)),
  ];
}

export function ownMetrics(record: MetricStore["record"], log: StackLog): OwnMetrics {
  const keep = (all: readonly Datum[]) =>
    record(all).catch((error: unknown) => log.error("metrics of the stack's own were lost", errorFields(error)));

  async function answered(begun: number, { statusCode }: ServerResponse): Promise<void> {
    const between = (least: number) => Number(statusCode >= least && statusCode < least + 100);
    await keep(
      data("AWS/ApiGateway", "ApiId", API_ID, {
        Count: ["Count", 1],
        "4xx": ["Count", between(400)],
        "5xx": ["Count", between(500)],
        Latency: ["Milliseconds", performance.now() - begun],
      }),
    );
  }

  return {
    measured: (invoke) => async (name, event) => {
      const begun = performance.now();
      let errors = 1;
      try {
        const answer = await invoke(name, event);
        errors = 0;
        return answer;
      } finally {
        await keep(
          data("AWS/Lambda", "FunctionName", name, {
            Invocations: ["Count", 1],
            Errors: ["Count", errors],
            Throttles: ["Count", 0],
            Duration: ["Milliseconds", performance.now() - begun],
          }),
        );
      }
    },
    measuredApi: (listener) => (request: IncomingMessage, response: ServerResponse) => {
      const begun = performance.now();
      response.once("finish", () => void answered(begun, response));
      listener(request, response);
    },
    watchQueues(gauges) {
      const look = () => void keep(gauges().flatMap(ofQueue));
      look();
      const timer = setInterval(look, MINUTE_MS);
      return () => clearInterval(timer);
    },
  };
}
