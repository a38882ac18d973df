import { describe, expect, test } from "@jest/globals";
import type { MetricEntry } from "../../dashboards/metric.ts";
import { metric, metricsBy } from "../../dashboards/metric.ts";
import { securityOverview } from "../../dashboards/security-overview.ts";
import { REASONS } from "../../lib/events/vocabulary.ts";
import { METRICS, type MetricName } from "../../lib/metrics/definitions.ts";

const body = securityOverview({ environment: "production", region: "eu-central-1" });
const charts = body.widgets.flatMap((widget) => (widget.type === "metric" ? [widget.properties] : []));

interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

const SEARCH = /^SEARCH\('\{([\w,]+)\} MetricName="(\w+)"((?: \w+="[\w-]+")*)', '(?:Sum|Average|p\d+)', \d+\)$/;

/** What an entry names, read from the text that CloudWatch reads. Arithmetic on other entries names nothing. */
function named(entry: MetricEntry): readonly Named[] {
  const [first] = entry;
  if (typeof first === "string") {
    const [namespace = "", name = "", ...pairs] = entry.filter((part) => typeof part === "string");
    const dimensions = pairs.filter((_, index) => index % 2 === 0);
    const values = Object.fromEntries(dimensions.map((dimension, index) => [dimension, pairs[index * 2 + 1] ?? ""]));
    return [{ namespace, name, dimensions, values }];
  }
  const expression = first && "expression" in first ? first.expression : "";
  if (!expression.includes("SEARCH")) return [];
  const [, schema = "", name = "", where = ""] = expression.match(SEARCH) ?? [];
  const [namespace = "", ...dimensions] = schema.split(",");
  const values = Object.fromEntries(
    [...where.matchAll(/(\w+)="([^"]+)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  return [{ namespace, name, dimensions, values }];
}

const everyName = charts.flatMap(({ title, metrics }) =>
  metrics.flatMap((entry) => named(entry).map((each) => [title, each] as const)),
);

describe("every metric that a widget names", () => {
  test.each(everyName)(
    "is one that the code emits, with the same dimensions: %s",
    (_, { namespace, name, dimensions }) => {
      expect(namespace).toBe("samltrail");
      expect(Object.keys(METRICS)).toContain(name);
      expect(METRICS[name as MetricName].dimensions).toContainEqual(dimensions);
    },
  );

  test.each(everyName)("is of this environment only, and of values there are: %s", (_, { values }) => {
    expect(values.Environment).toBe("production");
    if (values.Outcome) expect(["succeeded", "failed"]).toContain(values.Outcome);
    if (values.Reason) expect(REASONS).toContain(values.Reason);
  });
});

test("every metric that is emitted is on the dashboard", () => {
  expect(new Set(everyName.map(([, { name }]) => name))).toEqual(new Set(Object.keys(METRICS)));
});

test("widgets overlap nowhere and stay within the grid", () => {
  const taken = new Set<string>();
  for (const { x, y, width, height } of body.widgets) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let column = x; column < x + width; column += 1) {
      for (let row = y; row < y + height; row += 1) {
        expect(taken).not.toContain(`${column},${row}`);
        taken.add(`${column},${row}`);
      }
    }
  }
});

test("ids within a widget are unique, so that arithmetic means one thing", () => {
  for (const { metrics } of charts) {
    const ids = metrics.flatMap((entry) => {
      const options = entry.at(-1);
      return typeof options === "object" && options.id !== undefined ? [options.id] : [];
    });
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test("every widget is of the region it is deployed to", () => {
  expect(new Set(charts.map(({ region }) => region))).toEqual(new Set(["eu-central-1"]));
});

test("dimensions that the metric is not emitted with are refused", () => {
  expect(() => metric("LoginFailures", { Reason: "replay" }, { label: "replay" })).toThrow(
    "the metric LoginFailures has no set of dimensions Reason",
  );
  expect(() => metricsBy("RolesGranted", ["Role"], {})).toThrow(
    "the metric RolesGranted has no set of dimensions Role",
  );
});
