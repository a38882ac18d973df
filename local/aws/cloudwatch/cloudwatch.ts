/** CloudWatch as its SDK client speaks it: AWS JSON 1.0, its target kept from older days. */
import type { JsonService } from "../json-service.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { listMetrics } from "./list-metrics.ts";
import type { MetricStore } from "./metric-store.ts";
import { readMetricData } from "./put-metric-data.ts";

export function cloudWatch(store: MetricStore): JsonService {
  return {
    target: "GraniteServiceVersion20100801",
    name: "CloudWatch",
    contentType: "application/x-amz-json-1.0",
    operations: {
      async PutMetricData(input) {
        await store.record(readMetricData(input, Date.now()));
        return {};
      },
      GetMetricData: (input) => getMetricData(store, input),
      GetMetricStatistics: (input) => getMetricStatistics(store, input),
      ListMetrics: (input) => listMetrics(store, input),
    },
  };
}
