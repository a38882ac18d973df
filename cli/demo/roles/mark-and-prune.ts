/** Months pass: what nobody uses is marked, announced, and pruned after a wait; and what keeps the rest. */
import { dailyRun, pruneByCommand } from "./daily-run.ts";
import { hoursBetween } from "./heartbeats.ts";
import { signIn } from "./people.ts";
import type { ExpectedDecisions } from "./report.ts";
import { day, eventsSince, listed, liveThrough, roles, type Scene, show } from "./scene.ts";

const LOST_HOURS = 3;

/** Whom nobody can take away, whatever their use. */
const KEPT: ExpectedDecisions = {
  "break-glass": "keep protected",
  "recovery-drill": "keep opt-out",
  "release-manager": "keep environment",
  sandbox: "keep last-way-in",
};

const MARKING: ExpectedDecisions = {
  ...KEPT,
  administrator: "keep unused-by-table",
  auditor: "keep unused-by-table",
  developer: "mark",
  newsletter: "keep cap-by-number",
  support: "mark",
};

const PRUNING: ExpectedDecisions = {
  ...KEPT,
  administrator: "keep unused-by-table",
  auditor: "keep unused-by-table",
  developer: "prune",
  newsletter: "keep unused-by-table",
  support: "keep unused-by-table",
  trainee: "keep minimum-age",
};

async function statusOf(scene: Scene, id: string): Promise<string> {
  return (await listed(scene)).get(id)?.status ?? "not there";
}

export async function mark(scene: Scene): Promise<void> {
  const { report, calendar, clock, stack } = scene;
  report.part(`Day ${calendar.marks}: nobody used some of it all that time`);
  let hours = await liveThrough(scene, 0, calendar.month);
  await signIn(scene, "alice");
  await stack.quiet();
  const until = day(clock.dayAt(calendar.due + 5));
  const reason = ["--reason", "drilled each spring", "--until", until, "--by", "dana@example.com"];
  const shown = `opt-out recovery-drill --reason "drilled each spring" --until ${until}`;
  const optedOut = await roles(scene, shown, "opt-out", "recovery-drill", ...reason);
  report.check(
    optedOut.code === 0,
    `day ${calendar.month}: Alice signs in again; the drill's owner opts out until ${until}`,
  );
  hours += await liveThrough(scene, calendar.month, calendar.marks);
  report.say(
    `(the clock moved day by day. In the archive and the metrics the demo wrote the ${hours} heartbeats\n of the hours it skipped: those that a running pipeline would have left)`,
  );

  const dry = await pruneByCommand(scene);
  report.check(
    dry.outcome === "dry-run" && (await statusOf(scene, "developer")) === "active",
    "without --apply it says what it would do, and does nothing",
  );
  const run = await dailyRun(scene);
  if (run.refusedFor !== null) return report.check(false, `the run was refused: ${run.detail}`);
  report.decisions(`day ${calendar.marks}`, run.decisions, MARKING);
  const announced = run.events.flatMap(({ data }) => ("pruneAfter" in data ? [data] : []));
  report.check(
    announced.length === 2 &&
      announced.every(({ owner, pruneAfter }) => owner !== "" && day(new Date(pruneAfter)) > day(new Date())),
    `announced: ${announced.map(({ mapping, owner, pruneAfter }) => `${mapping.id} to ${owner}, after ${day(new Date(pruneAfter))}`).join("; ")}`,
  );
}

export async function useWhatIsMarked(scene: Scene): Promise<void> {
  const { report, calendar, stack, files } = scene;
  report.part(`Day ${calendar.used}: somebody uses what is marked, and a mapping is new`);
  await liveThrough(scene, calendar.marks, calendar.used);
  const since = new Date();
  await signIn(scene, "alice");
  await signIn(scene, "carol");
  await stack.quiet();
  const unmarked = (await eventsSince(since)).filter(({ metadata }) => metadata.type === "Role Mapping Unmarked");
  report.check(
    unmarked.length === 1 && (await statusOf(scene, "support")) === "active",
    "Carol signs in: the mark on support is off at once",
  );
  await files.writeMappings();
  const why = ["--why", "the trainees begin (change 2)", "--by", "dana@example.com"];
  const applied = await roles(scene, `apply stage.yaml ${why[0]} "${why[1]}"`, "apply", files.stageFile, ...why);
  show(scene, applied.lines.slice(0, 1));
  report.check(applied.code === 0 && (await statusOf(scene, "trainee")) === "active", "one mapping more is applied");
}

export async function prune(scene: Scene): Promise<void> {
  const { report, calendar, clock, files } = scene;
  report.part(`Day ${calendar.due}: developer has waited, but the pipeline had a gap`);
  const lost = hoursBetween(clock.dayAt(calendar.gap - 1), clock.dayAt(calendar.gap)).slice(-LOST_HOURS);
  await liveThrough(scene, calendar.used, calendar.due, lost);
  report.say(
    `(the heartbeats of ${LOST_HOURS} hours of day ${calendar.gap} were left out: what was used in them nobody would know)`,
  );
  const held = await dailyRun(scene);
  report.check(
    held.refusedFor === "missing-hours" && (await statusOf(scene, "developer")) === "stale",
    held.refusedFor === null ? "it was not refused" : `refused, and nothing done: ${held.refusedFor}: ${held.detail}`,
  );

  const [from, last] = [lost[0], lost.at(-1)];
  if (!from || !last) throw new Error("no hour was lost");
  const until = new Date(last.getTime() + 3_600_000);
  const gap = {
    from: from.toISOString(),
    until: until.toISOString(),
    reason: "the bucket's key was disabled",
    by: "dana@example.com",
  };
  await files.changeStage((document) => document.setIn(["pruning", "acceptedGaps"], [gap]));
  report.say("somebody looks into it, and names the time in pruning.acceptedGaps of the stage file");
  const pruned = await pruneByCommand(scene, "--apply", "--by", "dana@example.com");
  report.decisions(`day ${calendar.due}`, pruned.decisions, PRUNING);
  report.check(
    (await statusOf(scene, "developer")) === "pruned",
    "developer grants nothing any more, and nothing else was touched",
  );
}
