import assert from "node:assert/strict";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { Page } from "playwright-core";
import { DASHBOARDS } from "../../../dashboards/dashboards.ts";
import { METRIC_NAMESPACE } from "../../../infra/pipeline/names.ts";
import { LOCAL_ACCOUNT } from "../../../local/aws/account.ts";
import { expectAccessible } from "../axe.ts";
import type { Check } from "../check.ts";
import { expectHeading, signInHere } from "../people.ts";
import type { World } from "../world.ts";

/** What the stand-in answers an SDK client that asks for the last hour. */
async function countedLogins({ stack }: World, Outcome: string): Promise<number> {
  const client = new CloudWatchClient({
    endpoint: stack.awsUrl,
    region: LOCAL_ACCOUNT.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const Dimensions = [
    { Name: "Environment", Value: stack.configuration.environment },
    { Name: "Outcome", Value: Outcome },
  ];
  const Metric = { Namespace: METRIC_NAMESPACE, MetricName: "LoginAttempts", Dimensions };
  const answer = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: "logins", MetricStat: { Metric, Period: 60, Stat: "Sum" } }],
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
    }),
  );
  client.destroy();
  return (answer.MetricDataResults?.[0]?.Values ?? []).reduce((sum, value) => sum + value, 0);
}

const widget = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

async function shownNumber(page: Page, title: string, label: string): Promise<number> {
  const entry = widget(page, title)
    .locator("dl > div", { has: page.locator("dt", { hasText: label }) })
    .first();
  return Number((await entry.locator("dd").textContent())?.replaceAll(",", ""));
}

/** The sum of a column of a chart's data table, as somebody reads it who opens the table by keyboard. */
async function tableSum(page: Page, title: string, column: string): Promise<number> {
  const summary = widget(page, title).locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  const heads = await widget(page, title).locator("thead th").allTextContents();
  const cells = await widget(page, title)
    .locator(`tbody tr td:nth-child(${heads.indexOf(column) + 1})`)
    .allTextContents();
  return cells.reduce((sum, cell) => sum + (cell === "–" ? 0 : Number(cell.replaceAll(",", ""))), 0);
}

const TOTALS = "Logins in this time range";
const BY_OUTCOME = "Logins by outcome";

async function expectNoSideways(page: Page, what: string): Promise<void> {
  const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
  const [content = 0, window = 0] = widths as number[];
  assert.ok(content <= window, `${what} is ${content} px wide in a window of ${window} px`);
}

export const dashboards: readonly Check[] = [
  {
    name: "a dashboard shows the values that the CloudWatch stand-in has",
    run: (world) =>
      world.visit(async (page) => {
        await signInHere(page, world, "Alice Archer");
        await expectHeading(page, "Signed in as Alice Archer");
        await world.stack.quiet();
        await page.goto(world.local("dashboards/security"));
        for (const outcome of ["succeeded", "failed"]) {
          const expected = await countedLogins(world, outcome);
          assert.ok(expected > 0, `nobody ${outcome} yet`);
          assert.equal(await shownNumber(page, TOTALS, outcome), expected);
          assert.equal(await tableSum(page, BY_OUTCOME, outcome), expected);
          await widget(page, BY_OUTCOME).locator("summary").press("Enter");
        }
      }),
  },
  ...DASHBOARDS.flatMap(({ name, title }) =>
    [
      { how: "light", width: 1280, colorScheme: "light" },
      { how: "dark", width: 1280, colorScheme: "dark" },
      { how: "390 px wide", width: 390, colorScheme: "light" },
    ].map(
      ({ how, width, colorScheme }): Check => ({
        name: `the dashboard "${title}" has no faults of accessibility, ${how}`,
        run: (world) =>
          world.visit(
            async (page) => {
              await page.goto(world.local(`dashboards/${name}?range=3h`));
              await expectHeading(page, title);
              for (const summary of await page.locator(".widget summary").all()) await summary.click();
              await expectAccessible(page, `the dashboard ${name}, ${how}`);
              await expectNoSideways(page, `the dashboard ${name}`);
            },
            { viewport: { width, height: 844 }, colorScheme: colorScheme as "light" | "dark" },
          ),
      }),
    ),
  ),
  {
    name: "a dashboard follows what happens without being loaded again, and keeps what was opened and focused",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(world.local("dashboards/security"));
        const before = await shownNumber(page, TOTALS, "succeeded");
        await page.evaluate("window.sameDocument = true");
        const summary = widget(page, BY_OUTCOME).locator("summary");
        await summary.focus();
        await page.keyboard.press("Enter");
        await world.visit(async (other) => {
          await signInHere(other, world, "Bob Baker");
          await expectHeading(other, "Signed in as Bob Baker");
        });
        await world.stack.quiet();
        await widget(page, TOTALS)
          .getByText(String(before + 1), { exact: true })
          .waitFor();
        assert.equal(await page.evaluate("window.sameDocument"), true);
        assert.equal(await widget(page, BY_OUTCOME).locator("details").getAttribute("open"), "");
        assert.equal(await page.evaluate("document.activeElement.tagName"), "SUMMARY");
      }),
  },
  {
    name: "the live updates can be paused by keyboard, and the focus is to be seen",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(world.local("dashboards/security"));
        const live = page.getByRole("button", { name: "Live" });
        await live.focus();
        assert.equal(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "solid");
        await page.keyboard.press("Space");
        assert.equal(await live.getAttribute("aria-pressed"), "false");
        await expectAccessible(page, "a paused dashboard");
      }),
  },
  {
    name: "light and dark can be chosen, and the choice is remembered",
    run: (world) =>
      world.visit(async (page) => {
        const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
        await page.goto(world.local("dashboards/security"));
        const light = await ground();
        await page.getByLabel("Theme").selectOption("dark");
        const dark = await ground();
        assert.notEqual(dark, light);
        await page.reload();
        assert.equal(await ground(), dark);
        await expectAccessible(page, "a dashboard, dark by choice");
        await page.getByLabel("Theme").selectOption("system");
        assert.equal(await ground(), light);
      }),
  },
  {
    name: "another time range is asked for by a form, and one that is wrong is said to be",
    run: (world) =>
      world.visit(async (page) => {
        await page.goto(world.local("dashboards/security"));
        await page.getByRole("link", { name: "1 w", exact: true }).click();
        assert.equal(await page.locator(".ranges [aria-current]").textContent(), "1 w");
        await page.getByText("Another time").click();
        await page.getByLabel("From (UTC)").fill("2026-08-03T12:00");
        await page.getByLabel("To (UTC)").fill("2026-08-03T11:00");
        await page.getByRole("button", { name: "Show" }).click();
        await page.getByRole("alert").getByText("The time must end after it begins.").waitFor();
        await expectAccessible(page, "a dashboard with a wrong time range");
        await page.getByLabel("To (UTC)").fill("2026-08-03T13:00");
        await page.getByRole("button", { name: "Show" }).click();
        await widget(page, BY_OUTCOME).getByText("No data in this time range.").waitFor();
      }),
  },
  {
    name: "a dashboard is whole without script",
    run: (world) =>
      world.visit(
        async (page) => {
          await page.goto(world.local("dashboards/security"));
          assert.ok((await shownNumber(page, TOTALS, "succeeded")) > 0);
          assert.equal(await page.getByRole("button", { name: "Live" }).count(), 0);
        },
        { javaScriptEnabled: false },
      ),
  },
];
