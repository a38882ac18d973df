/**
 * CloudWatch embedded metric format: CloudWatch Logs takes metrics out of the lines that functions print, and so does this.
 * (CloudWatch user guide, "Embedded metric format specification".)
 */
import * as z from "zod";
import type { Datum } from "../aws/cloudwatch/metric-store.ts";
import { statisticsOf } from "../aws/cloudwatch/put-metric-data.ts";

const envelope = z.object({
  _aws: z.object({
    Timestamp: z.number().describe("milliseconds since the epoch"),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string()).max(30)),
        Metrics: z.array(z.object({ Name: z.string().min(1), Unit: z.string().default("None") })).max(100),
      }),
    ),
  }),
});

const values = z.union([z.number().transform((value) => [value]), z.array(z.number()).min(1).max(100)]);

/** @returns the metrics of a line, or null where it is no embedded metric line */
export function readEmbeddedMetrics(line: string): readonly Datum[] | null {
  if (!line.startsWith("{") || !line.includes('"CloudWatchMetrics"')) return null;
  let root: Record<string, unknown>;
  try {
    root = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(root);
  if (!parsed.success) return null;
  const { Timestamp, CloudWatchMetrics } = parsed.data._aws;
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name, Unit }): Datum[] => {
        const found = values.safeParse(root[Name]);
        if (!found.success) return [];
        const dimensions = names.map((name) => ({ Name: name, Value: String(root[name]) }));
        return [
          {
            namespace: Namespace,
            name: Name,
            dimensions,
            unit: Unit,
            at: Timestamp,
            statistics: statisticsOf(found.data),
          },
        ];
      }),
    ),
  );
}
