/** What whoever runs samltrail looks at: is it fast, does it fail, does anything wait. */
import { pipeline } from "../infra/pipeline.ts";
import { STEP_NAMES } from "../lib/events/vocabulary.ts";
import { alarmArns } from "./alarms/all.ts";
import { type DashboardBody, layOut, type Row } from "./body.ts";
import { formula, line, linesOf } from "./metric.ts";
import type { NamedQueue, Places } from "./places.ts";
import { counted, countedBy, measured, measuredBy, ofAws } from "./reference.ts";
import { AMBER, DAY, RED, type Widgets, widgetsFor } from "./widgets.ts";

const PERCENTILES = ["p50", "p95", "p99"] as const;

function objective({ environment: Environment, functions }: Places, { totals }: Widgets): Row {
  const faults = counted("LoginFaults", { Environment });
  const acs = { FunctionName: functions.acs };
  return {
    height: 4,
    widgets: [
      totals("Login objective in this time range: at most 0.1 % may fail through our own fault", [
        line(faults, { label: "failed through our own fault", color: RED, id: "faults" }),
        line(faults, { label: "should have been let in", stat: "SampleCount", id: "logins" }),
        line(ofAws("AWS/Lambda", "Errors", acs), { label: "crashes", color: RED, id: "crashes" }),
        line(ofAws("AWS/Lambda", "Throttles", acs), { label: "throttled", color: AMBER, id: "throttles" }),
        formula("percent", "100 * SUM([faults, crashes, throttles]) / SUM([logins, crashes, throttles])", "% failed"),
      ]),
    ],
  };
}

function latency({ environment: Environment, service, api }: Places, { chart, bars }: Widgets): readonly Row[] {
  const steps = STEP_NAMES.map((name) =>
    line(measured(`StepLatency.${name}`, { service }), { label: name, stat: "p95" }),
  );
  const ofLogins = (Outcome: "succeeded" | "failed") =>
    PERCENTILES.map((stat) =>
      line(counted("LoginLatency", { Environment, Outcome }), { label: `${Outcome} ${stat}`, stat }),
    );
  return [
    {
      height: 7,
      widgets: [
        chart("Latency by step, 95th percentile", "milliseconds", steps, { stat: "p95" }),
        chart("Latency of logins", "milliseconds", [...ofLogins("succeeded"), ...ofLogins("failed")], { stat: "p95" }),
      ],
    },
    {
      height: 6,
      widgets: [
        chart(
          "Latency of the HTTP API",
          "milliseconds",
          PERCENTILES.map((stat) => line(ofAws("AWS/ApiGateway", "Latency", { ApiId: api }), { label: stat, stat })),
          { stat: "p95" },
        ),
        bars("Cold starts by function", [linesOf(measuredBy("ColdStart", ["function_name"], { service }))]),
      ],
    },
  ];
}

function errors({ functions, tables, api }: Places, { chart, areas }: Widgets): readonly Row[] {
  const byFunction = (name: "Errors" | "Throttles" | "Duration") =>
    pipeline.functions.map((each) =>
      line(ofAws("AWS/Lambda", name, { FunctionName: functions[each.name] }), { label: each.name }),
    );
  const throttledTables = pipeline.tables.flatMap(({ name }) => {
    const table = { TableName: tables[name] };
    return [
      line(ofAws("AWS/DynamoDB", "ReadThrottleEvents", table), { label: `${name} reads` }),
      line(ofAws("AWS/DynamoDB", "WriteThrottleEvents", table), { label: `${name} writes` }),
    ];
  });
  return [
    {
      height: 6,
      widgets: [
        areas("Errors of functions", "errors", byFunction("Errors")),
        areas("Throttled functions", "throttles", byFunction("Throttles")),
        chart("Duration of functions, 95th percentile", "milliseconds", byFunction("Duration"), { stat: "p95" }),
      ],
    },
    {
      height: 6,
      widgets: [
        chart("Answers of the HTTP API", "answers", [
          line(ofAws("AWS/ApiGateway", "Count", { ApiId: api }), { label: "all" }),
          line(ofAws("AWS/ApiGateway", "4xx", { ApiId: api }), { label: "4xx", color: AMBER }),
          line(ofAws("AWS/ApiGateway", "5xx", { ApiId: api }), { label: "5xx", color: RED }),
        ]),
        chart("Throttled tables", "requests", throttledTables),
      ],
    },
  ];
}

function waiting({ environment: Environment, service, ...places }: Places, { chart }: Widgets): readonly Row[] {
  const depth = ({ of, name: QueueName }: NamedQueue) =>
    line(ofAws("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName }), { label: of });
  const age = ({ of, name: QueueName }: NamedQueue) =>
    line(ofAws("AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName }), { label: of });
  return [
    {
      height: 6,
      widgets: [
        chart(
          "Records whose events the bus has not taken",
          "records",
          [line(measured("PendingRecords", { service }), { label: "records" })],
          { stat: "Maximum", period: 60 },
        ),
        chart(
          "Age of the oldest of them",
          "seconds",
          [line(measured("OldestPendingSeconds", { service }), { label: "seconds" })],
          { stat: "Maximum", period: 60 },
        ),
        chart(
          "Age of the last seal",
          "seconds",
          [line(measured("SealAgeSeconds", { service }), { label: "seconds since the end of the sealed hour" })],
          { stat: "Maximum", period: 900 },
        ),
      ],
    },
    {
      height: 6,
      widgets: [
        chart("Messages in queues", "messages", places.queues.map(depth), { stat: "Maximum" }),
        chart("Age of the oldest message", "seconds", places.queues.map(age), { stat: "Maximum" }),
        chart("Dead letters", "messages", places.deadLetterQueues.map(depth), { stat: "Maximum" }),
      ],
    },
    {
      height: 6,
      widgets: [
        chart(
          "Heartbeats through the pipeline",
          "heartbeats an hour",
          [line(counted("Heartbeats", { Environment }), { label: "heartbeats" })],
          { period: 3_600 },
        ),
        chart(
          "Events counted too late for their minute",
          "events",
          [linesOf(countedBy("EventsOutsideMetricWindow", ["EventType"], { Environment }))],
          { period: DAY },
        ),
      ],
    },
  ];
}

export function operations(places: Places): DashboardBody {
  const widgets = widgetsFor(places.region);
  const heading = [
    `# samltrail operations: ${places.environment}`,
    `Service ${places.service}. What the functions measure of themselves, and what AWS measures of them.`,
  ].join("\n");
  return {
    start: "-PT6H",
    widgets: layOut([
      {
        height: 6,
        widgets: [widgets.text(heading), widgets.alarms("Operations alarms", alarmArns(places, "operations"))],
      },
      objective(places, widgets),
      ...latency(places, widgets),
      ...errors(places, widgets),
      ...waiting(places, widgets),
    ]),
  };
}
