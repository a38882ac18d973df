/** The computed part of docs/cost.md. */
import { ALTERNATIVES, CONNECTIONS } from "./alternatives.ts";
import { metricsPut, STAGE } from "./assumptions.ts";
import { type Capacity, type Estimate, estimate } from "./estimate.ts";
import { CHECKED_ON, PRICES, type Region } from "./prices.ts";
import type { Counts } from "./template.ts";
import { loginsOf, type Usage } from "./usage.ts";

/** Logins a month; the last one is a million a day. */
const SIZES = [10_000, 1_000_000, 30_000_000] as const;
export const MILLION_A_DAY = SIZES[2];

/** Logins of a person in a month: one each working day. */
const LOGINS_OF_A_PERSON = 20;

const number = new Intl.NumberFormat("en-US");
const dollars = (amount: number, digits = 2): string =>
  amount.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

type Row = readonly (string | number)[];

function table(head: readonly string[], rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map((_, index) => (index === 0 ? "---|" : "---:|")).join("")}`, ...rows.map(line)].join(
    "\n",
  );
}

interface Choices {
  readonly capacity?: Capacity;
  readonly tracing?: boolean;
  readonly startPage?: boolean;
}

/** By region and size; what a deployer gets by default, and without the page after the login, unless asked otherwise. */
export function estimates(usage: Usage, counts: Counts) {
  return (
    region: Region,
    loginsAMonth: number,
    { tracing = true, capacity = "on-demand", startPage = false }: Choices = {},
  ): Estimate => estimate({ usage, counts, region, loginsAMonth, tracing, capacity, startPage });
}

type EstimateOf = ReturnType<typeof estimates>;

function bySize(of: EstimateOf): string {
  const rows = SIZES.map((size) => {
    const here = of("us-east-1", size);
    const there = of("eu-central-1", size);
    return [
      number.format(size),
      dollars(here.month),
      dollars(here.fixed),
      dollars(here.million),
      dollars(there.month),
      dollars(there.million),
    ];
  });
  const head = ["logins a month", "us-east-1, a month", "of it fixed", "a million logins"];
  return table([...head, "eu-central-1, a month", "a million logins"], rows);
}

function withChoices(of: EstimateOf): string {
  const row = (words: string, choices: Choices): Row => [
    words,
    ...SIZES.map((size) => dollars(of("us-east-1", size, choices).million)),
  ];
  return table(
    ["a million logins, us-east-1", ...SIZES.map((size) => `${number.format(size)} a month`)],
    [
      row("a login, by default", {}),
      row("without traces (`deployment.tracing: none`)", { tracing: false }),
      row("with a ledger by the hour (`deployment.capacity: provisioned`)", { capacity: "provisioned" }),
      row("with a visit to the start page", { startPage: true }),
    ],
  );
}

function byService({ lines, loginsAMonth }: Estimate): string {
  const million = (line: { readonly login: number; readonly month: number }) =>
    (line.login + line.month / loginsAMonth) * 1_000_000;
  const rows = [...lines]
    .filter((line) => million(line) > 0)
    .sort((a, b) => million(b) - million(a))
    .map((line) => [
      `${line.service}: ${line.what}`,
      line.login > 0 ? dollars(line.login * 1_000_000) : "",
      line.month > 0 ? dollars(line.month) : "",
      dollars(million(line)),
    ]);
  return table(["us-east-1", "by login, a million", "fixed, a month", "in all, a million"], rows);
}

function byFunction({ shares }: Estimate): string {
  const rows = shares.map((share) => [
    `\`${share.name}\``,
    dollars(share.invocations, 3),
    share.messages > 0 ? dollars(share.messages) : "",
    share.messages > 0 ? dollars(share.batch, 0) : "",
    dollars(share.gigabyteSeconds, 3),
    dollars(share.writeUnits),
    dollars(share.readUnits),
    number.format(Math.round(share.logBytes)),
  ]);
  const head = ["a login", "invocations", "messages", "of a batch", "GB-seconds", "write units", "read units"];
  return table([...head, "log bytes"], rows);
}

function calls(usage: Usage): string {
  const rows = Object.entries(usage.functions).flatMap(([name, use]) =>
    Object.entries(use.calls).map(([call, of]) => [
      `\`${name}\`: ${call}`,
      number.format(of.calls),
      number.format(of.writeUnits),
      number.format(of.readUnits),
      number.format(of.entries),
      number.format(of.bytes),
    ]),
  );
  return table([`${loginsOf(usage)} logins`, "calls", "write units", "read units", "entries", "bytes"], rows);
}

function alternatives(of: EstimateOf): string {
  const people = SIZES.map((size) => size / LOGINS_OF_A_PERSON);
  const rows = ALTERNATIVES.map(({ name, charges, page, confirmed, month }) => [
    `[${name}](${page})`,
    charges,
    ...people.map((count) => {
      const amount = month(count);
      return amount === null ? "on request" : dollars(amount, 0);
    }),
    confirmed ?? "as we knew it",
  ]);
  const own = ["samltrail", "by login", ...SIZES.map((size) => dollars(of("us-east-1", size).month, 0)), "this page"];
  const head = people.map(
    (count, index) => `${number.format(count)} people, ${number.format(SIZES[index] ?? 0)} logins`,
  );
  return table(["dollars a month", "charges", ...head, "found in"], [own, ...rows]);
}

function prices(): string {
  const rows = Object.values(PRICES).map((price) => [
    price.unit,
    price["us-east-1"],
    price["eu-central-1"],
    `[page](${price.page})`,
    price.confirmed ? "confirmed" : "known",
  ]);
  return table(["dollars for a", "us-east-1", "eu-central-1", "from", `us-east-1, ${CHECKED_ON}`], rows);
}

export function computedPart(usage: Usage, counts: Counts): string {
  const of = estimates(usage, counts);
  const largest = of("us-east-1", MILLION_A_DAY);
  const { startedHere, startedAtProvider, refused, people } = usage.logins;
  const whole = of("us-east-1", MILLION_A_DAY, { startPage: true });
  return `## In all

A million logins a day cost **${dollars(largest.million)} dollars a million** in us-east-1, ${dollars(of("eu-central-1", MILLION_A_DAY).million)} in eu-central-1.

${bySize(of)}

${withChoices(of)}

## Where it goes, at a million a day

${byService(largest)}

Of each login, with the start page's function \`home\` beside it:

${byFunction(whole)}

The templates hold ${counts.functions} functions, ${counts.queues} queues (${counts.consumers} with a consumer), ${counts.tables} tables, ${counts.alarms} alarms on ${counts.alarmMetrics} metrics
and ${counts.joinedAlarms} joined ones, ${counts.dashboards} dashboards, ${counts.keys} keys, ${counts.secrets} secrets and ${counts.logGroups} log groups. The metrics come to ${Math.round(metricsPut(STAGE))} that are put in every hour: ${STAGE.providers} identity providers,
${STAGE.roles} roles with a metric each and \`other\` for the rest, ${STAGE.reasons} reasons that logins are refused for in every hour.

## What was measured

On ${usage.measuredOn}, on ${usage.machine}: ${people} people, each with a login from here and one from the
provider (${startedHere} and ${startedAtProvider}), and ${refused} refused ones.

${calls(usage)}

## Beside hosted services

They charge by person and month, or by customer, and we are charged by login: whoever has few logins a person, or many people, comes out elsewhere.
None sells the same. Cognito, WorkOS and Auth0 run the service provider's side for you, without evidence of this kind; Okta is the identity
provider itself, which you have besides. Here a person who signs in on each working day has ${LOGINS_OF_A_PERSON} logins a month, and a stage ${CONNECTIONS} identity providers.

${alternatives(of)}

## Prices

"Confirmed": that figure was found for us-east-1 in a public text that quotes the page, on ${CHECKED_ON}. "Known", and eu-central-1 but for what costs the same
everywhere: as we knew it on that day, without a look at the page. Look before you rely on one.

${prices()}
`;
}

const [BEGIN, END] = ["<!-- computed: npm run cost -- --write -->", "<!-- end of what is computed -->"];

/** @throws Error where the page has no place for it */
export function withComputedPart(page: string, part: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/cost.md has no "${BEGIN}" before "${END}"`);
  return `${page.slice(0, begin + BEGIN.length)}\n${part}${page.slice(end)}`;
}
