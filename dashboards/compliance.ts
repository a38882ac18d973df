/** What the compliance lead looks at: is the record whole, does it agree with what others saw, what was out of the ordinary. */
import type { TrailEvent } from "../lib/events/catalogue.ts";
import { alarmArns } from "./alarms/all.ts";
import { type DashboardBody, layOut, type Row } from "./body.ts";
import { formula, line, linesOf, sumOf } from "./metric.ts";
import type { Places } from "./places.ts";
import { counted, countedBy, measured } from "./reference.ts";
import { DAY, GREEN, HOUR, RED, type Widgets, widgetsFor } from "./widgets.ts";

type EventTypeName = TrailEvent["metadata"]["type"];

/** Each calls for a reason that somebody can give. */
const EXCEPTIONS: readonly EventTypeName[] = [
  "Guard Changed",
  "Legal Hold Changed",
  "Person Erased",
  "Credentials Revoked",
  "Role Assumption Unmatched",
  "Role Mapping Pruning Refused",
  "Role Mapping Restored",
  "Identity Provider Metadata Changed",
];

/** What auditors ask to see done. */
const CONTROLS: readonly EventTypeName[] = [
  "Role Mapping Provisioned",
  "Role Mapping Marked Stale",
  "Role Mapping Pruned",
  "Role Mappings Reviewed",
  "Access Review Completed",
  "Archive Checked",
  "Evidence Report Built",
  "Evidence Exported",
];

const INTRODUCTION = [
  "Hours are counted in the hour that was sealed, so that a gap stays visible when a later run closes it.",
  "These numbers tell where to look; the proof is `samltrail export` and `samltrail verify` (docs/evidence.md).",
].join(" ");

function coverage({ environment: Environment, service }: Places, { chart, totals }: Widgets): readonly Row[] {
  const hours = counted("HoursSealed", { Environment });
  const gaps = line(counted("SequenceGaps", { Environment }), { label: "runs of numbers missing", color: RED });
  return [
    {
      height: 4,
      widgets: [
        totals("In this time range", [
          line(hours, { label: "hours sealed" }),
          line(counted("SealedEvents", { Environment }), { label: "events in them" }),
          gaps,
          line(measured("ArchiveFindings", { service }), { label: "findings in the archive", color: RED }),
        ]),
      ],
    },
    {
      height: 6,
      widgets: [
        chart(
          "Coverage: hours of the day that are sealed",
          "percent",
          [
            line(hours, { label: "hours", id: "hours", visible: false }),
            formula("covered", "100 * hours / 24", "% sealed", GREEN),
          ],
          { period: DAY },
        ),
        chart(
          "Hours sealed by the runs, when they were made",
          "hours",
          [line(measured("SealedHours", { service }), { label: "hours" })],
          { period: HOUR },
        ),
        chart("Gaps in the producers' numbers, by sealed hour", "gaps", [gaps], { period: HOUR }),
      ],
    },
  ];
}

function reconciliation({ environment: Environment, service }: Places, { chart, areas }: Widgets): Row {
  return {
    height: 6,
    widgets: [
      chart(
        "Two counts of the same events: by the seals, by their arrival; by the metrics, by their occurrence",
        "events",
        [
          line(counted("SealedEvents", { Environment }), { label: "sealed" }),
          sumOf(countedBy("Events", ["EventType"], { Environment }), "counted", "counted"),
        ],
        { period: HOUR },
      ),
      areas("Credentials lent", "credentials", [linesOf(countedBy("CredentialsIssued", ["Role"], { Environment }))], {
        period: HOUR,
      }),
      chart(
        "What CloudTrail and we do not agree on",
        "findings",
        [
          linesOf(countedBy("UnmatchedAssumptions", ["Direction"], { Environment })),
          line(measured("RoleAssumptionUnmatched", { service }), { label: "when found" }),
        ],
        { period: HOUR },
      ),
    ],
  };
}

function exceptions({ environment: Environment, service }: Places, { chart }: Widgets): Row {
  const ofType = (EventType: EventTypeName) =>
    line(counted("Events", { Environment, EventType }), { label: EventType });
  return {
    height: 7,
    widgets: [
      chart("Exceptions", "events", EXCEPTIONS.map(ofType), { period: DAY }),
      chart("Controls at work", "events", CONTROLS.map(ofType), { period: DAY }),
      chart(
        "Findings",
        "findings",
        [
          line(measured("ArchiveFindings", { service }), { label: "in the archive" }),
          line(measured("GuardsChangedByHand", { service }), { label: "guards changed by hand" }),
          line(measured("PruningRefused", { service }), { label: "runs of pruning refused" }),
        ],
        { period: DAY },
      ),
    ],
  };
}

export function compliance(places: Places): DashboardBody {
  const widgets = widgetsFor(places.region);
  return {
    start: "-P30D",
    widgets: layOut([
      {
        height: 4,
        widgets: [
          widgets.text(`# samltrail compliance: ${places.environment}\n${INTRODUCTION}`),
          widgets.alarms("Compliance alarms", alarmArns(places, "compliance")),
        ],
      },
      ...coverage(places, widgets),
      reconciliation(places, widgets),
      exceptions(places, widgets),
    ]),
  };
}
