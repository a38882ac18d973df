/** Charts, each with the table that it was drawn from. */
import type { Report } from "../report.ts";
import type { Block, Chart, Column, Series } from "./block.ts";
import { counted, number } from "./words.ts";

/** Rows of a table below bars; what comes after them is the rarest. */
const ROWS = 200;
/** Bars of a chart. */
const BARS = 12;

interface More {
  readonly columns: readonly Column[];
  /** By category. */
  readonly rows: readonly (readonly string[])[];
}

interface Drawn extends Omit<Chart, "description"> {
  /** What the categories are. */
  readonly heading: string;
  /** What the table says beyond the chart, before its numbers and after them. */
  readonly more?: More;
  readonly after?: More;
}

/** The sum, and what has the most of it: what one sees at first sight. */
function inWords({ label, values }: Series, categories: readonly string[]): string {
  const most = values.reduce((highest, value) => Math.max(highest, value), 0);
  const sum = values.reduce((total, value) => total + value, 0);
  const where = categories[values.indexOf(most)];
  return most > 0 ? `${label}: ${number(sum)} in all, most ${where} (${number(most)}).` : `${label}: none.`;
}

/** The chart, and below it every number in it. */
function drawn({ heading, more, after, ...all }: Drawn): readonly Block[] {
  const { id, title, form, categories, series } = all;
  const [bars, rows] = form === "bars" ? [BARS, ROWS] : [categories.length, categories.length];
  const chart: Chart = {
    ...all,
    description: series.map((each) => inWords(each, categories)).join(" "),
    categories: categories.slice(0, bars),
    series: series.map(({ label, values }) => ({ label, values: values.slice(0, bars) })),
  };
  const numbers = categories
    .slice(0, rows)
    .map((category, index) => [
      category,
      ...(more?.rows[index] ?? []),
      ...series.map(({ values }) => number(values[index] ?? 0)),
      ...(after?.rows[index] ?? []),
    ]);
  const columns = [
    { label: heading, share: 28 },
    ...(more?.columns ?? []),
    ...series.map(({ label }) => ({ label, share: 14, isNumber: true })),
    ...(after?.columns ?? []),
  ];
  const left = categories.length - numbers.length;
  const rest: Block = { kind: "text", text: `${counted(left, "row")} more, the least frequent, in report.json.` };
  return [
    { kind: "heading", level: 3, text: title, id },
    { kind: "chart", chart },
    { kind: "table", table: { caption: `${title}: the numbers`, columns, rows: numbers } },
    ...(left > 0 ? [rest] : []),
  ];
}

const attempts = (each: readonly { readonly logins: number; readonly failures: number }[]): readonly Series[] => [
  { label: "Logins", values: each.map(({ logins }) => logins) },
  { label: "Refused attempts", values: each.map(({ failures }) => failures) },
];

const ofReasons = ({ reasons }: Report["series"]): Drawn => ({
  ...{ id: "by-reason", title: "Refused attempts by reason", heading: "Reason", form: "bars" },
  categories: reasons.map(({ reason }) => reason),
  series: [{ label: "Attempts", values: reasons.map((each) => each.attempts) }],
});

function ofProviders({ identityProviders }: Report["series"]): Drawn {
  const sorted = [...identityProviders].sort((a, b) => b.logins + b.failures - (a.logins + a.failures));
  return {
    ...{ id: "by-provider", title: "Logins and refused attempts by identity provider", form: "bars" },
    heading: "Identity provider",
    categories: sorted.map(({ id }) => id),
    series: attempts(sorted),
  };
}

const ofRoles = ({ roles }: Report["series"]): Drawn => ({
  ...{ id: "by-role", title: "Roles: granted, and credentials given out", heading: "SAML role", form: "bars" },
  categories: roles.map(({ samlRole, mappingId }) => samlRole || mappingId),
  series: [
    { label: "Granted", values: roles.map(({ grants }) => grants) },
    { label: "Credentials", values: roles.map(({ credentials }) => credentials) },
  ],
  more: {
    columns: [
      { label: "IAM role (mapping)", share: 44 },
      { label: "Persons", share: 12, isNumber: true },
    ],
    rows: roles.map(({ iamRole, mappingId, persons }) => [
      `${iamRole || "not granted in this period"} (${mappingId})`,
      number(persons),
    ]),
  },
});

const ofHours = ({ hoursOfDay }: Report["series"]): Drawn => ({
  ...{ id: "by-hour", title: "Logins and refused attempts by hour of the day", heading: "Hour", form: "columns" },
  categories: hoursOfDay.map(({ hour }) => `${String(hour).padStart(2, "0")}:00`),
  series: attempts(hoursOfDay),
});

export function activity({ series }: Report): readonly Block[] {
  const { days, reasons, identityProviders, roles } = series;
  const ofDays: Drawn = {
    ...{ id: "by-day", title: "Logins and refused attempts by day", heading: "Day", form: "columns" },
    categories: days.map(({ day }) => day),
    series: attempts(days),
    after: {
      columns: ["Grants", "Credentials", "Changes", "Alarms"].map((label) => ({ label, share: 14, isNumber: true })),
      rows: days.map(({ grants, credentials, changes, alarms }) => [grants, credentials, changes, alarms].map(number)),
    },
  };
  const said = (text: string): readonly Block[] => [{ kind: "text", text }];
  return [
    { kind: "heading", level: 2, text: "What happened", id: "activity", onNewPage: true },
    ...said(
      "By time of occurrence, UTC; attempts that one event stands for are counted one by one. This is the period at a glance: no test rests on these charts.",
    ),
    ...drawn(ofDays),
    ...(reasons.length > 0 ? drawn(ofReasons(series)) : said("No attempt was refused.")),
    ...(identityProviders.length > 0 ? drawn(ofProviders(series)) : []),
    ...(roles.length > 0 ? drawn(ofRoles(series)) : said("No role was granted.")),
    ...drawn(ofHours(series)),
  ];
}
