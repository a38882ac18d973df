/** Dashboard bodies drawn from a metric store: the values shown, and what is said where there is no value to show. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { DASHBOARDS } from "../../../dashboards/dashboards.ts";
import { type MetricStore, openMetricStore } from "../../../local/aws/cloudwatch/metric-store.ts";
import { statisticsOf } from "../../../local/aws/cloudwatch/put-metric-data.ts";
import { dashboardPage } from "../../../local/pages/dashboard/dashboard-page.ts";
import { markdown } from "../../../local/pages/dashboard/markdown.ts";
import { readBody } from "../../../local/pages/dashboard/widget-model.ts";
import { localDashboards } from "../../../local/pages/local-dashboards.ts";
import { makeDirectory } from "../aws-stand-in.ts";

const now = new Date("2026-08-03T12:30:30.000Z");

let directory: string;
let store: MetricStore;

function put(name: string, dimensions: Record<string, string>, minutesAgo: number, ...values: number[]) {
  return store.record([
    {
      namespace: "samltrail",
      name,
      dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      unit: "Count",
      at: now.getTime() - minutesAgo * 60_000,
      statistics: statisticsOf(values),
    },
  ]);
}

beforeAll(async () => {
  directory = await makeDirectory();
  store = await openMetricStore(join(directory, "data.jsonl"));
  const Environment = "test";
  await put("LoginAttempts", { Environment, Outcome: "succeeded" }, 1, 1, 1, 1);
  await put("LoginAttempts", { Environment, Outcome: "succeeded" }, 50, 1);
  await put("LoginAttempts", { Environment, Outcome: "failed" }, 1, 1);
  await put("LoginFailures", { Environment, Reason: "replay" }, 1, 1);
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

interface Widget {
  readonly type?: string;
  readonly [property: string]: unknown;
}

/** A page of one widget. */
function page({ type = "metric", ...properties }: Widget, query = ""): string {
  const body = { widgets: [{ x: 0, y: 0, width: 12, height: 6, type, properties }] };
  return String(dashboardPage({ title: "D", body }, store, new URLSearchParams(query), now).main);
}

const attempts = (Outcome: string, options: object) =>
  ["samltrail", "LoginAttempts", "Environment", "test", "Outcome", Outcome, options] as const;

const totals = {
  title: "Totals",
  view: "singleValue",
  stat: "Sum",
  setPeriodToTimeRange: true,
  metrics: [
    attempts("succeeded", { label: "in", id: "good" }),
    attempts("failed", { label: "out", id: "bad", visible: false }),
    [{ expression: "100 * good / (good + bad)", id: "rate", label: "% in" }],
    attempts("unheard-of", { label: "never" }),
  ],
};

const numbersOf = (html: string) =>
  [...html.matchAll(/<dt>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/g)].map(([, label, value]) => [label, value]);

describe("a widget", () => {
  test("of single values shows one for the whole range, computes, and says where there is none", () => {
    expect(numbersOf(page(totals))).toEqual([
      ["in", "4"],
      ["% in", "80"],
      ["never", "no data"],
    ]);
    expect(numbersOf(page(totals, "range=15m"))).toEqual([
      ["in", "3"],
      ["% in", "75"],
      ["never", "no data"],
    ]);
  });

  test("of bars shows the longest first", () => {
    const expression = "SEARCH('{samltrail,Environment,Outcome} MetricName=\"LoginAttempts\"', 'Sum', 300)";
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch's own label syntax.
    const metrics = [[{ expression, id: "each", label: "${PROP('Dim.Outcome')}" }]];
    const html = page({ title: "Which", view: "bar", stat: "Sum", setPeriodToTimeRange: true, metrics });
    expect([...html.matchAll(/<th scope="row">(\w+)<\/th>/g)].map(([, label]) => label)).toEqual([
      "succeeded",
      "failed",
    ]);
    expect(html).toContain('width="25%"');
  });

  test("over time has a title, a sentence, a picture and a table", () => {
    const html = page({
      title: "By outcome",
      stacked: true,
      period: 300,
      stat: "Sum",
      metrics: [attempts("succeeded", { label: "in", color: "#2e7d32" })],
      yAxis: { left: { min: 0, label: "logins", showUnits: false } },
      annotations: { horizontal: [{ label: "many", value: 10 }] },
    });
    expect(html).toContain('<h2 id="widget-0-title">By outcome</h2>');
    expect(html).toContain("4 logins in all; most at 12:29 (3).");
    expect(html).toContain('color="#2e7d32"');
    expect(html).toContain("many (10)");
    expect(html).toContain("<caption>By outcome, by 1 min");
  });

  test("says which metrics AWS alone counts", () => {
    const metrics = [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "q", { label: "q" }]];
    expect(page({ title: "Queues", metrics })).toContain("AWS/SQS is counted by AWS itself");
  });

  test("says which expression it cannot evaluate, and draws the others", () => {
    const html = page({
      ...totals,
      metrics: [
        ...totals.metrics.slice(0, 1),
        [{ expression: "ANOMALY_DETECTION_BAND(good)", id: "band", label: "band" }],
      ],
    });
    expect(numbersOf(html)).toEqual([["in", "4"]]);
    expect(html).toContain("Not drawn: band. Error in expression");
  });

  test.each<[string, Widget, string]>([
    ["alarms", { type: "alarm", title: "Alarms", alarms: [] }, "Alarms are evaluated by CloudWatch"],
    ["a log query", { type: "log", title: "Log", query: "fields @message" }, "Logs Insights runs in AWS"],
    [
      "a type that is not known",
      { type: "explorer", title: "E" },
      "Widgets of the type explorer are drawn in AWS only",
    ],
    ["a property that is not known", { ...totals, trend: true }, "what it says at trend is not known here"],
    ["a view that is not known", { ...totals, view: "pie" }, "what it says at view is not known here"],
    ["CloudWatch's shorthand", { ...totals, metrics: [["...", "x", {}]] }, "written in a way not known here"],
    [
      "half a dimension",
      { ...totals, metrics: [["samltrail", "Logins", "Outcome"]] },
      "written in a way not known here",
    ],
  ])("is said not to be drawn where it is %s", (_what, widget, why) => {
    expect(page(widget)).toContain(why);
    expect(page(widget)).not.toContain("<dd>");
  });
});

test("widgets are read in their order on the dashboard, whatever their order in the body", () => {
  const text = (x: number, y: number, name: string) => ({
    x,
    y,
    width: 6,
    height: 2,
    type: "text",
    properties: { markdown: name },
  });
  const read = readBody({ widgets: [text(0, 6, "c"), text(6, 0, "b"), text(0, 0, "a")] });
  expect(read.map(({ content }) => (content.kind === "text" ? content.markdown : ""))).toEqual(["a", "b", "c"]);
});

test("text widgets keep to headings, lists, links, code and bold, and escape the rest", () => {
  const source =
    "# Title\nSee [the runbook](https://example.com/a) and `code`, **now**.\n\n- one\n- <img>\n[x](javascript:alert(1))";
  expect(markdown(source).join("")).toBe(
    "<h2>Title</h2>" +
      '<p>See <a href="https://example.com/a">the runbook</a> and <code>code</code>, <strong>now</strong>.</p>' +
      "<p>- one - &lt;img&gt; [x](javascript:alert(1))</p>",
  );
  expect(markdown("- one\n- two").join("")).toBe('<ul class="bullets"><li>one</li><li>two</li></ul>');
});

test.each(DASHBOARDS.map(({ name }) => name))(
  "every widget of the deployed dashboard %s is drawn, or said to be of AWS alone",
  (name) => {
    const dashboard = localDashboards("test").get(name);
    if (!dashboard) throw new Error("it is not among those of this machine");
    const unknown = readBody(dashboard.body).flatMap(({ content }) =>
      content.kind === "unknown" ? [content.why] : [],
    );
    expect(unknown.filter((why) => !why.startsWith("Alarms are evaluated by CloudWatch"))).toEqual([]);
    const html = String(dashboardPage(dashboard, store, new URLSearchParams(), now).main);
    expect(html).not.toContain("Not drawn");
  },
);
