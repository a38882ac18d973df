import { describe, expect, test } from "@jest/globals";
import { DASHBOARDS } from "../../dashboards/dashboards.ts";
import { counted, countedBy, measured } from "../../dashboards/reference.ts";
import { REASONS } from "../../lib/events/vocabulary.ts";
import { METRICS } from "../../lib/metrics/definitions.ts";
import { OPERATIONS } from "../../lib/metrics/operations.ts";
import { DEFINED, PLACES } from "./helpers/defined.ts";
import { chartsOf, namedIn } from "./helpers/named.ts";

const bodies = DASHBOARDS.map(({ name, body }) => [name, body(PLACES)] as const);
const everyName = bodies.flatMap(([dashboard, body]) =>
  namedIn(body).map(([title, named]) => [`${dashboard}: ${title}: ${named.name}`, named] as const),
);

describe("every metric that a widget names", () => {
  test.each(everyName)("is one that there is, with the same dimensions: %s", (_, { namespace, name, dimensions }) => {
    expect(Object.keys(DEFINED)).toContain(namespace);
    expect(Object.keys(DEFINED[namespace] ?? {})).toContain(name);
    expect(DEFINED[namespace]?.[name]?.dimensions).toContainEqual(dimensions);
  });

  test.each(everyName)("is of this stage only, and of values there are: %s", (_, { namespace, values }) => {
    if (namespace === "samltrail") expect(values.Environment).toBe("production");
    else if (namespace === "samltrail/operations") expect(values.service).toBe("samltrail-production");
    else expect(Object.values(values).join("")).not.toBe("");
    if (values.Outcome) expect(["succeeded", "failed"]).toContain(values.Outcome);
    if (values.Reason) expect(REASONS).toContain(values.Reason);
  });
});

test("every metric that is emitted is on a dashboard", () => {
  const named = new Set(everyName.map(([, { name }]) => name));
  const emitted = [...Object.keys(METRICS), ...Object.keys(OPERATIONS)];
  expect(emitted.filter((name) => !named.has(name))).toEqual([]);
});

test("no dashboard shows a metric of AWS's that the table has and nobody looks at", () => {
  const named = new Set(everyName.map(([, { namespace, name }]) => `${namespace} ${name}`));
  const ofAws = Object.entries(DEFINED).filter(([namespace]) => namespace.startsWith("AWS/"));
  const all = ofAws.flatMap(([namespace, metrics]) => Object.keys(metrics).map((name) => `${namespace} ${name}`));
  expect(all.filter((each) => !named.has(each))).toEqual([]);
});

describe.each(bodies)("the dashboard %s", (_name, body) => {
  const charts = chartsOf(body);

  test("has widgets that overlap nowhere and stay within the grid", () => {
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

  test("has ids that are unique within a widget, and arithmetic that names those ids only", () => {
    for (const { metrics } of charts) {
      const options = metrics.flatMap((entry) => entry.filter((part) => typeof part === "object"));
      const ids = options.flatMap(({ id }) => (id === undefined ? [] : [id]));
      expect(new Set(ids).size).toBe(ids.length);
      for (const each of options) {
        if (!("expression" in each) || each.expression.includes("SEARCH")) continue;
        const used = each.expression.match(/\b[a-z]\w*/g) ?? [];
        expect(used.filter((id) => !ids.includes(id))).toEqual([]);
      }
    }
  });

  test("is of the region it is deployed to, and titled throughout", () => {
    expect(new Set(charts.map(({ region }) => region))).toEqual(new Set(["eu-central-1"]));
    const titles = charts.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test("shows the state of the alarms of its audience", () => {
    const states = body.widgets.flatMap((widget) => (widget.type === "alarm" ? widget.properties.alarms : []));
    expect(states.length).toBeGreaterThan(0);
    for (const arn of states) expect(arn).toMatch(/^arn:aws:cloudwatch:eu-central-1:\d{12}:alarm:samltrail-[a-z-]+$/);
  });

  test("stays below what CloudWatch takes: 100 lines a widget, 500 a dashboard", () => {
    for (const { metrics } of charts) expect(metrics.length).toBeLessThanOrEqual(100);
    expect(charts.flatMap(({ metrics }) => metrics).length).toBeLessThanOrEqual(500);
  });
});

test("dimensions that the metric is not emitted with are refused", () => {
  expect(() => counted("LoginFailures", { Reason: "replay" })).toThrow(
    "the metric LoginFailures has no set of dimensions Reason",
  );
  expect(() => countedBy("RolesGranted", ["Role"], {})).toThrow(
    "the metric RolesGranted has no set of dimensions Role",
  );
  expect(() => measured("CertificateDaysLeft", { service: "samltrail", purpose: "signing" })).toThrow(
    "the metric CertificateDaysLeft has no set of dimensions service, purpose",
  );
});
