/** `npm run demo -- roles`: the life of role mappings, from the file to a year later, on a fresh stack. */
import { join } from "node:path";
import { readStageMappings } from "../../../lib/config/mapping-file.ts";
import { LOCAL_NAMES } from "../../../local/functions/environment.ts";
import { startLocalStack } from "../../../local/stack.ts";
import type { Stage } from "../run-fresh.ts";
import { aYearLater } from "./a-year-later.ts";
import { applyMappings, lend } from "./apply-and-lend.ts";
import { takeClock } from "./clock.ts";
import { openHeartbeats } from "./heartbeats.ts";
import { createWatchedLog } from "./log.ts";
import { mark, prune, useWhatIsMarked } from "./mark-and-prune.ts";
import { reconcile } from "./reconcile.ts";
import { createReport } from "./report.ts";
import { restore } from "./restore.ts";
import { calendarOf, type Scene } from "./scene.ts";
import { copyStageFiles } from "./stage-files.ts";

/** Each part goes on from where the one before left the stack. */
const PARTS: readonly ((scene: Scene) => Promise<void>)[] = [
  applyMappings,
  lend,
  mark,
  useWhatIsMarked,
  prune,
  restore,
  reconcile,
  aYearLater,
];

/** Batches and CloudTrail's delay take this part of their time. */
const TIME_SCALE = 1 / 300;

/** Moves this process's clock, and puts it back. */
export async function runRolesDemo({ directory, print, log: sink }: Stage): Promise<readonly string[]> {
  const [report, log] = [createReport(print), createWatchedLog(sink)];
  const files = await copyStageFiles(join(directory, "config"));
  const { stage } = readStageMappings(files.stageFile, new Date());
  const data = join(directory, "data");
  const clock = takeClock();
  try {
    const stack = await startLocalStack({
      dataDirectory: data,
      configFile: files.stageFile,
      port: 0,
      identityProviderPort: 0,
      timeScale: TIME_SCALE,
      byHand: true,
      log: log.sink,
    });
    const heartbeats = openHeartbeats(LOCAL_NAMES.evidenceBucket, stage.environment);
    const scene = { stack, data, files, clock, calendar: calendarOf(stage.pruning), heartbeats, log, report };
    try {
      for (const play of PARTS) await play(scene);
    } finally {
      heartbeats.close();
      await stack.stop();
    }
  } finally {
    clock.release();
  }
  report.summarize();
  return report.problems;
}
