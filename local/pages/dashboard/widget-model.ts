/**
 * Reads widgets as CloudWatch's dashboard structure has them, whatever dashboard they are of. Strictly: a property that is not
 * known here may change what a widget means, so such a widget is said to be unknown rather than drawn wrong.
 */
import * as z from "zod";

const entryOptions = z.strictObject({
  label: z.string().optional(),
  stat: z.string().optional(),
  color: z.string().optional(),
  id: z.string().optional(),
  visible: z.boolean().optional(),
  period: z.int().optional(),
  region: z.string().optional(),
  yAxis: z.literal("left").optional(),
});

const expressionOptions = entryOptions.extend({ expression: z.string() });

const axis = z.strictObject({
  min: z.number().optional(),
  max: z.number().optional(),
  label: z.string().optional(),
  showUnits: z.boolean().optional(),
});

const metricProperties = z.strictObject({
  title: z.string().default("Without a title"),
  view: z.enum(["timeSeries", "singleValue", "bar", "gauge"]).default("timeSeries"),
  stacked: z.boolean().default(false),
  region: z.string().optional(),
  period: z.int().default(300),
  stat: z.string().default("Average"),
  setPeriodToTimeRange: z.boolean().default(false),
  sparkline: z.boolean().optional(),
  metrics: z.array(z.array(z.unknown()).min(1)).min(1),
  yAxis: z.strictObject({ left: axis.optional() }).optional(),
  annotations: z
    .strictObject({
      horizontal: z
        .array(
          z.strictObject({
            label: z.string().default("limit"),
            value: z.number(),
            color: z.string().optional(),
            fill: z.literal("none").optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  legend: z.strictObject({ position: z.string() }).optional(),
});

const place = z.object({ x: z.int().min(0), y: z.int().min(0), width: z.int().min(1).max(24), height: z.int().min(1) });

const widget = place.extend({ type: z.string(), properties: z.looseObject({ title: z.string().optional() }) });

const body = z.object({ periodOverride: z.literal("auto").optional(), widgets: z.array(widget) });

export type MetricWidget = z.infer<typeof metricProperties>;

export type Entry =
  | {
      readonly names: readonly string[];
      readonly options: z.infer<typeof entryOptions>;
    }
  | { readonly expression: string; readonly options: z.infer<typeof expressionOptions> };

export type WidgetContent =
  | { readonly kind: "text"; readonly markdown: string }
  | { readonly kind: "metric"; readonly properties: MetricWidget; readonly entries: readonly Entry[] }
  /** Not to be drawn here, and why. */
  | { readonly kind: "unknown"; readonly title: string; readonly why: string };

export interface ReadWidget {
  /** Of 24 columns. */
  readonly width: number;
  readonly content: WidgetContent;
}

const ELSEWHERE: Readonly<Record<string, string>> = {
  alarm: "Alarms are evaluated by CloudWatch, and there are none on this machine.",
  log: "Logs Insights runs in AWS. On this machine the log is what npm start prints.",
};

/** @throws ZodError where it is no entry that is known here */
function readEntry(entry: readonly unknown[]): Entry {
  const last = entry.at(-1);
  if (entry.length === 1 && typeof last === "object") {
    const options = expressionOptions.parse(last);
    return { expression: options.expression, options };
  }
  const withOptions = typeof last === "object";
  const names = z.array(z.string().regex(/^(?!\.{1,3}$)/)).parse(withOptions ? entry.slice(0, -1) : entry);
  if (names.length < 2 || names.length % 2 === 1) throw new z.ZodError([]);
  return { names, options: entryOptions.parse(withOptions ? last : {}) };
}

function readContent(type: string, properties: Readonly<Record<string, unknown>>): WidgetContent {
  const title = typeof properties.title === "string" ? properties.title : `A widget of the type ${type}`;
  if (type === "text" && typeof properties.markdown === "string")
    return { kind: "text", markdown: properties.markdown };
  if (type !== "metric") {
    return { kind: "unknown", title, why: ELSEWHERE[type] ?? `Widgets of the type ${type} are drawn in AWS only.` };
  }
  const parsed = metricProperties.safeParse(properties);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = [...(issue?.path ?? []), ...(issue?.code === "unrecognized_keys" ? issue.keys : [])].join(".");
    return { kind: "unknown", title, why: `It is drawn in AWS only: what it says at ${where} is not known here.` };
  }
  try {
    return { kind: "metric", properties: parsed.data, entries: parsed.data.metrics.map(readEntry) };
  } catch {
    return {
      kind: "unknown",
      title,
      why: "It is drawn in AWS only: one of its metrics is written in a way not known here.",
    };
  }
}

/**
 * The widgets in reading order.
 * @throws ZodError where it is no dashboard body
 */
export function readBody(given: unknown): readonly ReadWidget[] {
  return [...body.parse(given).widgets]
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ width, type, properties }) => ({ width, content: readContent(type, properties) }));
}
