import { hoursBetween, openHeartbeats } from "../../../cli/demo/roles/heartbeats.ts";
import { monthBefore } from "../../../lib/evidence/report/stored-report.ts";
import type { Scene } from "../../e2e/scenario/deployment.ts";
import { archiveTime, setBackArchiveClock } from "./archive-clock.ts";
import { type Backstage, daysAgo, setItem } from "./backstage.ts";

const HOUR = 3_600_000;

/** As far back as pruning looks, where a mapping was marked two days ago. */
const HOURS = 80;

export const TRAINEE = { source: "demo#trainee", environment: "development" };

/** What a stage that had stood for a month would have; nothing is sealed before it. */
export const past = (backstage: Backstage): Scene => ({
  title: "a past is laid down: heartbeats of days and of the end of the month before, a mapping that is old",
  async play({ evidenceBucket, environment }) {
    const now = Date.now();
    await setBackArchiveClock(backstage, new Date(now));
    const monthEnd = new Date(`${monthBefore(new Date(now)).to}:00:00.000Z`).getTime();
    const hours = [
      ...hoursBetween(new Date(monthEnd - 2 * HOUR), new Date(monthEnd)),
      ...hoursBetween(new Date(now - HOURS * HOUR), new Date(now - HOUR)),
    ];
    const distinct = [...new Set(hours.map((hour) => hour.getTime()))].map((time) => new Date(time));
    const heartbeats = openHeartbeats(evidenceBucket, environment);
    try {
      await heartbeats.write(distinct);
    } finally {
      heartbeats.close();
    }
    await setItem(backstage, "role-mappings", TRAINEE, { createdAt: daysAgo(40) });
    return `${distinct.length} hours; the archive is sealed as of ${archiveTime(new Date(now)).toISOString()}`;
  },
});
