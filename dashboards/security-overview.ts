/** What the security team looks at: who got in, who did not and why, through which provider, with which roles. */
import type { Reason } from "../lib/events/vocabulary.ts";
import { alarmArns } from "./alarms/all.ts";
import { FORGERY } from "./alarms/attacks.ts";
import { type DashboardBody, layOut, type Row } from "./body.ts";
import { formula, line, linesOf } from "./metric.ts";
import type { Places } from "./places.ts";
import { counted, countedBy, measured, measuredBy } from "./reference.ts";
import { AMBER, DAY, GREEN, RED, type Widgets, widgetsFor } from "./widgets.ts";

/** Reasons that honest people hardly ever meet. */
const SUSPICIOUS: readonly Reason[] = ["replay", ...FORGERY, "readings-disagree", "browser-mismatch"];

const INTRODUCTION = [
  "Counted from events, in the minute in which they occurred. A person, an address and an attempt are no dimension:",
  "who it was is in the events and logs, under the saved queries named samltrail.",
  "Which mappings go unused: `samltrail roles list`. Whether the numbers can be trusted: the compliance dashboard.",
].join(" ");

function logins({ environment: Environment }: Places, { chart, areas, totals }: Widgets): readonly Row[] {
  const succeeded = counted("LoginAttempts", { Environment, Outcome: "succeeded" });
  const failed = counted("LoginAttempts", { Environment, Outcome: "failed" });
  const people = counted("People", { Environment });
  return [
    {
      height: 4,
      widgets: [
        totals("Logins in this time range", [
          line(succeeded, { label: "succeeded", color: GREEN, id: "succeeded" }),
          line(failed, { label: "failed", color: RED, id: "failed" }),
          formula("rate", "100 * FILL(succeeded, 0) / SUM([succeeded, failed])", "% succeeded"),
        ]),
        totals("Seen for the first time in this time range", [
          line(people, { label: "people, each once a day" }),
          linesOf(countedBy("NewIdentityProviders", ["IdentityProvider"], { Environment }), {
            id: "providers",
            prefix: "provider ",
          }),
          linesOf(countedBy("NewCertificates", ["IdentityProvider"], { Environment }), {
            id: "certificates",
            prefix: "certificate of ",
          }),
        ]),
      ],
    },
    {
      height: 6,
      widgets: [
        areas("Logins by outcome", "logins", [
          line(succeeded, { label: "succeeded", color: GREEN }),
          line(failed, { label: "failed", color: RED }),
        ]),
        areas("Failures by reason", "failures", [linesOf(countedBy("LoginFailures", ["Reason"], { Environment }))]),
        chart("People a day", "people", [line(people, { label: "people" })], { period: DAY }),
      ],
    },
    {
      height: 6,
      widgets: [
        chart("Attempts by identity provider", "attempts", [
          linesOf(countedBy("Logins", ["IdentityProvider", "Outcome"], { Environment })),
        ]),
        chart("Failures by identity provider and reason", "failures", [
          linesOf(countedBy("LoginFailures", ["IdentityProvider", "Reason"], { Environment })),
        ]),
      ],
    },
  ];
}

function attacks({ environment: Environment }: Places, { chart }: Widgets): readonly Row[] {
  const failures = SUSPICIOUS.map((Reason) =>
    line(counted("LoginFailures", { Environment, Reason }), { label: Reason }),
  );
  return [
    {
      height: 6,
      widgets: [
        chart("Signs of an attack", "failures", failures),
        chart(
          "Issuers that nobody configured",
          "issuers an hour",
          [line(counted("UnknownIssuers", { Environment }), { label: "unknown issuers", color: AMBER })],
          { period: 3_600 },
        ),
        chart("New identity providers and certificates", "first logins", [
          linesOf(countedBy("NewIdentityProviders", ["IdentityProvider"], { Environment }), {
            id: "providers",
            prefix: "provider ",
          }),
          linesOf(countedBy("NewCertificates", ["IdentityProvider"], { Environment }), {
            id: "certificates",
            prefix: "certificate of ",
          }),
        ]),
      ],
    },
  ];
}

function roles({ environment: Environment, service }: Places, { areas, bars, chart, latest }: Widgets): readonly Row[] {
  return [
    {
      height: 7,
      widgets: [
        bars("Roles granted at logins", [linesOf(countedBy("RolesGranted", ["Role"], { Environment }))]),
        bars("Roles used: credentials lent", [linesOf(countedBy("CredentialsIssued", ["Role"], { Environment }))]),
        latest("Roles nobody uses, after the last run of pruning", [
          line(measured("MappingsInForce", { service }), { label: "in force" }),
          line(measured("MappingsUnused", { service }), { label: "unused" }),
          line(measured("MappingsMarked", { service }), { label: "about to be pruned", color: AMBER }),
          line(measured("MappingsPruned", { service }), { label: "pruned, can be restored" }),
        ]),
      ],
    },
    {
      height: 6,
      widgets: [
        areas("Roles refused at logins, by reason", "roles", [
          linesOf(countedBy("RolesRefused", ["Reason"], { Environment })),
        ]),
        areas("Credentials refused, by reason", "requests", [
          linesOf(countedBy("CredentialsRefused", ["Reason"], { Environment })),
        ]),
        chart("Assumed without us, or never seen", "assumptions", [
          linesOf(countedBy("UnmatchedAssumptions", ["Direction"], { Environment })),
          line(measured("RoleAssumptionRefused", { service }), { label: "refused by AWS" }),
        ]),
      ],
    },
  ];
}

export function securityOverview(places: Places): DashboardBody {
  const widgets = widgetsFor(places.region);
  const { text, alarms, bars } = widgets;
  const daysLeft = measuredBy("CertificateDaysLeft", ["identityProvider", "purpose"], { service: places.service });
  const unreachable = measuredBy("MetadataUnreachable", ["identityProvider"], { service: places.service });
  return {
    start: "-P1D",
    widgets: layOut([
      {
        height: 4,
        widgets: [
          text(`# samltrail security overview: ${places.environment}\n${INTRODUCTION}`),
          alarms("Security alarms", alarmArns(places, "security")),
        ],
      },
      ...logins(places, widgets),
      ...attacks(places, widgets),
      ...roles(places, widgets),
      {
        height: 6,
        widgets: [
          widgets.chart("Pruned roles that people ask back", "requests", [
            line(measured("RoleRestoreRequested", { service: places.service }), { label: "requests" }),
          ]),
          widgets.latest("Days left of certificates", [linesOf(daysLeft, { stat: "Minimum" })], { stat: "Minimum" }),
          bars("Metadata that could not be reached", [linesOf(unreachable)]),
        ],
      },
    ]),
  };
}
