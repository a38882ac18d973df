/** Charts, each with the table that it was drawn from. */
import type { Report } from "../report.ts";
import type { Block, Chart } from "./block.ts";
import { counted, number } from "./words.ts";

/** Rows of a chart's table; what comes after them is the rarest. */
const ROWS = 200;
/** Bars of a chart. */
const BARS = 12;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The chart, and below it every number in it. */
function drawn(
  chart: Chart,
  heading: string,
  more: { readonly labels: readonly string[]; readonly rows: readonly (readonly string[])[] } | null = null,
): readonly Block[] {
  const isBars = chart.form === "bars";
  const shown = isBars ? BARS : chart.categories.length;
  const cut = {
    ...chart,
    categories: chart.categories.slice(0, shown),
    series: chart.series.map(({ label, values }) => ({ label, values: values.slice(0, shown) })),
  };
  const numbers = chart.series.map(({ label }) => ({ label, share: 14, isNumber: true }));
  const all = chart.categories.map((category, index) => [
    category,
    ...(more?.rows[index] ?? []),
    ...chart.series.map(({ values }) => number(values[index] ?? 0)),
  ]);
  const rest = all.length - ROWS;
  const left: Block = { kind: "text", text: `${counted(rest, "row")} more, the least frequent, in report.json.` };
  return [
    { kind: "heading", level: 3, text: chart.title, id: chart.id },
    { kind: "chart", chart: cut },
    {
      kind: "table",
      table: {
        caption: `${chart.title}: the numbers`,
        columns: [
          { label: heading, share: 30 },
          ...(more?.labels ?? []).map((label) => ({ label, share: 30 })),
          ...numbers,
        ],
        rows: isBars ? all.slice(0, ROWS) : all,
      },
    },
    ...(isBars && rest > 0 ? [left] : []),
  ];
}

/** The day or the like that has the most, and the sum: what one sees at first sight. */
function inWords(what: string, categories: readonly string[], values: readonly number[]): string {
  const most = Math.max(0, ...values);
  const where = categories[values.indexOf(most)];
  return most > 0 ? `${what}: ${number(total(values))} in all, most ${where} (${number(most)}).` : `${what}: none.`;
}

export function activity({ series }: Report): readonly Block[] {
  const { days, hoursOfDay, reasons, identityProviders, roles } = series;
  const attempts = (each: readonly { readonly logins: number; readonly failures: number }[]) => [
    { label: "Logins", values: each.map(({ logins }) => logins) },
    { label: "Refused attempts", values: each.map(({ failures }) => failures) },
  ];
  const describe = (categories: readonly string[], all: Chart["series"]) =>
    all.map(({ label, values }) => inWords(label, categories, values)).join(" ");
  const chart = (
    id: string,
    title: string,
    form: Chart["form"],
    categories: readonly string[],
    all: Chart["series"],
  ): Chart => ({
    ...{ id, title, form, categories, series: all },
    description: describe(categories, all),
  });
  const none = (text: string): Block => ({ kind: "text", text });
  const hours = hoursOfDay.map(({ hour }) => `${String(hour).padStart(2, "0")}:00`);
  const ofRoles = [
    { label: "Granted", values: roles.map(({ grants }) => grants) },
    { label: "Credentials", values: roles.map(({ credentials }) => credentials) },
  ];
  return [
    { kind: "heading", level: 2, text: "What happened", id: "activity", onNewPage: true },
    none(
      "By time of occurrence, UTC. Attempts that an event stands for are counted one by one. Shown here to see the period at a glance; no test rests on these charts.",
    ),
    ...drawn(
      chart(
        "by-day",
        "Logins and refused attempts by day",
        "columns",
        days.map(({ day }) => day),
        attempts(days),
      ),
      "Day",
      {
        labels: [],
        rows: [],
      },
    ),
    ...drawn(
      chart("by-hour", "Logins and refused attempts by hour of the day", "columns", hours, attempts(hoursOfDay)),
      "Hour",
    ),
    ...(reasons.length === 0
      ? [none("No attempt was refused.")]
      : drawn(
          chart(
            "by-reason",
            "Refused attempts by reason",
            "bars",
            reasons.map(({ reason }) => reason),
            [{ label: "Attempts", values: reasons.map((each) => each.attempts) }],
          ),
          "Reason",
        )),
    ...(identityProviders.length === 0
      ? []
      : drawn(
          chart(
            "by-provider",
            "Logins and refused attempts by identity provider",
            "bars",
            identityProviders.map(({ id }) => id),
            attempts(identityProviders),
          ),
          "Identity provider",
        )),
    ...(roles.length === 0
      ? [none("No role was granted.")]
      : drawn(
          chart(
            "by-role",
            "Roles: granted, and credentials given out",
            "bars",
            roles.map(({ samlRole, mappingId }) => samlRole || mappingId),
            ofRoles,
          ),
          "SAML role",
          {
            labels: ["IAM role and mapping", "Persons"],
            rows: roles.map(({ iamRole, mappingId, persons }) => [
              `${iamRole || "not granted in this period"} (${mappingId})`,
              number(persons),
            ]),
          },
        )),
  ];
}
