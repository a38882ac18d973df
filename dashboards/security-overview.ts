/** What the security team looks at: who got in, who did not and why, through which provider, with which roles. */
import type { Reason } from "../lib/events/vocabulary.ts";
import { type Content, type DashboardBody, layOut } from "./body.ts";
import { type MetricEntry, metric, metricsBy } from "./metric.ts";

export interface DashboardOptions {
  /** The stage's environment: a dimension of every metric. */
  readonly environment: string;
  readonly region: string;
}

const PERIOD = 300;
const GREEN = "#2e7d32";
const RED = "#c62828";

/** Reasons that honest people hardly ever meet. */
const SUSPICIOUS: readonly Reason[] = [
  "replay",
  "signature-invalid",
  "signature-structure",
  "untrusted-certificate",
  "readings-disagree",
  "browser-mismatch",
];

export function securityOverview({ environment: Environment, region }: DashboardOptions): DashboardBody {
  const chart = (title: string, label: string, metrics: readonly MetricEntry[], stacked = false): Content => ({
    type: "metric",
    properties: {
      title,
      view: "timeSeries",
      stacked,
      region,
      period: PERIOD,
      stat: "Sum",
      metrics,
      yAxis: { left: { min: 0, label, showUnits: false } },
    },
  });
  const succeeded = { label: "succeeded", color: GREEN };
  const failed = { label: "failed", color: RED };
  const totals: Content = {
    type: "metric",
    properties: {
      title: "Logins in this time range",
      view: "singleValue",
      region,
      period: PERIOD,
      stat: "Sum",
      setPeriodToTimeRange: true,
      metrics: [
        metric("LoginAttempts", { Environment, Outcome: "succeeded" }, { ...succeeded, id: "succeeded" }),
        metric("LoginAttempts", { Environment, Outcome: "failed" }, { ...failed, id: "failed" }),
        [
          {
            expression: "100 * FILL(succeeded, 0) / (FILL(succeeded, 0) + FILL(failed, 0))",
            id: "rate",
            label: "% succeeded",
          },
        ],
      ],
    },
  };
  const latency = (["p50", "p95", "p99"] as const).map((stat) =>
    metric("LoginLatency", { Environment, Outcome: "succeeded" }, { label: stat, stat }),
  );
  const suspicious = SUSPICIOUS.map((Reason) => metric("LoginFailures", { Environment, Reason }, { label: Reason }));
  const heading = `# samltrail security overview: ${Environment}\nCounted from events at the time they occurred.`;
  return {
    start: "-P1D",
    widgets: layOut([
      { height: 2, widgets: [{ type: "text", properties: { markdown: heading } }] },
      { height: 4, widgets: [totals] },
      {
        height: 6,
        widgets: [
          chart(
            "Logins by outcome",
            "logins",
            [
              metric("LoginAttempts", { Environment, Outcome: "succeeded" }, succeeded),
              metric("LoginAttempts", { Environment, Outcome: "failed" }, failed),
            ],
            true,
          ),
          chart("Failures by reason", "failures", [metricsBy("LoginFailures", ["Reason"], { Environment })], true),
        ],
      },
      {
        height: 6,
        widgets: [
          chart("Attempts by identity provider", "attempts", [
            metricsBy("Logins", ["IdentityProvider", "Outcome"], { Environment }),
          ]),
          chart("Failures by identity provider and reason", "failures", [
            metricsBy("LoginFailures", ["IdentityProvider", "Reason"], { Environment }),
          ]),
        ],
      },
      {
        height: 6,
        widgets: [
          chart("Signs of an attack", "failures", suspicious),
          chart("Latency of logins that succeeded", "milliseconds", latency),
        ],
      },
      {
        height: 6,
        widgets: [
          chart("Roles granted, by mapping", "roles", [metricsBy("RolesGranted", ["Role"], { Environment })], true),
          chart("Roles refused, by reason", "roles", [metricsBy("RolesRefused", ["Reason"], { Environment })], true),
          chart("Heartbeats of the pipeline", "heartbeats", [
            metric("Heartbeats", { Environment }, { label: "heartbeats" }),
          ]),
          chart("Events counted late, by type", "events", [
            metricsBy("EventsOutsideMetricWindow", ["EventType"], { Environment }),
          ]),
        ],
      },
    ]),
  };
}
