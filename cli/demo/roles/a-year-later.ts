/** A year later: what is used once a year is recognised, and what was kept for a time is not kept for ever. */
import { dailyRun } from "./daily-run.ts";
import { signIn } from "./people.ts";
import type { ExpectedDecisions } from "./report.ts";
import { liveThrough, roles, type Scene, show } from "./scene.ts";

const A_YEAR_LATER: ExpectedDecisions = {
  administrator: "keep unused-by-table",
  auditor: "keep unused-by-table",
  "break-glass": "keep protected",
  developer: "keep yearly-use",
  newsletter: "keep yearly-use",
  support: "keep yearly-use",
  "recovery-drill": "mark",
  trainee: "mark",
  "release-manager": "keep environment",
  sandbox: "keep last-way-in",
};

export async function aYearLater(scene: Scene): Promise<void> {
  const { report, calendar, clock, stack } = scene;
  report.part(`Day ${calendar.year}: a year later`);
  // Pruning looks back to the start of a day; the time before it nobody asks about.
  const lookBack = calendar.year - (calendar.marks - 1) - 2;
  const lately = calendar.year - calendar.month;
  await stack.quiet();
  clock.moveToDay(lookBack);
  let hours = await liveThrough(scene, lookBack, lately);
  await signIn(scene, "alice");
  await stack.quiet();
  hours += await liveThrough(scene, lately, calendar.year);
  report.say(`(again with ${hours} heartbeats, of the time that this run looks back on)`);
  const run = await dailyRun(scene);
  if (run.refusedFor !== null) return report.check(false, `the run was refused: ${run.detail}`);
  report.decisions(`day ${calendar.year}`, run.decisions, A_YEAR_LATER);
  show(scene, (await roles(scene, "list", "list")).lines);
}
