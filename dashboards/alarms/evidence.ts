/** Alarms on what would leave a gap, or a doubt, in the evidence. */
import type { Places } from "../places.ts";
import { counted, measured } from "../reference.ts";
import { alarmOn, type MetricAlarm } from "./alarm.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const audience = "compliance";

export function evidenceAlarms({ environment: Environment, service }: Places): readonly MetricAlarm[] {
  /** Any at all, within the time that somebody takes to look. */
  const any = { stat: "Sum", periodSeconds: 6 * HOUR, threshold: 1, audience } as const;
  return [
    alarmOn({
      name: "sealing-late",
      summary: "no hour of the archive was sealed for three hours, and until it is nothing proves what arrived",
      runbook: "sealing-late",
      audience,
      of: measured("SealedHours", { service }),
      stat: "Sum",
      periodSeconds: HOUR,
      comparison: "less than",
      threshold: 1,
      periods: { beyond: 3, of: 3 },
      // Who seals nothing counts nothing.
      silenceIs: 0,
      missingData: "breaching",
    }),
    alarmOn({
      name: "archive-findings",
      summary:
        "an object of the archive is not as it must be, or a request has no event; Archive Sealed, Archive Checked and Access Log Joined say how many, the log which",
      runbook: "archive-findings",
      ...any,
      of: measured("ArchiveFindings", { service }),
    }),
    alarmOn({
      name: "guards-changed-by-hand",
      summary: "somebody changed what guards the evidence, and it was no deployment; Guard Changed says who and what",
      runbook: "guard-changed-by-hand",
      ...any,
      of: measured("GuardsChangedByHand", { service }),
    }),
    alarmOn({
      name: "pipeline-silent",
      summary: "no heartbeat came through the pipeline for two hours: what the dashboards show is not what happens",
      runbook: "pipeline-silent",
      audience,
      of: counted("Heartbeats", { Environment }),
      stat: "Sum",
      periodSeconds: HOUR,
      comparison: "less than",
      threshold: 1,
      periods: { beyond: 2, of: 2 },
      silenceIs: 0,
      missingData: "breaching",
    }),
    alarmOn({
      name: "pending-events",
      summary: "an event has waited for ten minutes and the bus still has not taken it",
      runbook: "pending-events",
      audience,
      of: measured("OldestPendingSeconds", { service }),
      stat: "Maximum",
      periodSeconds: MINUTE,
      threshold: 600,
      periods: { beyond: 3, of: 5 },
      // republish-pending measures in each of its runs, one a minute: silence means that it does not run.
      missingData: "breaching",
    }),
    alarmOn({
      name: "pruning-refused",
      summary: "the last run of pruning was refused and did nothing; Role Mapping Pruning Refused says why",
      runbook: "pruning-refused",
      audience,
      of: measured("PruningRefused", { service }),
      stat: "Maximum",
      periodSeconds: DAY,
      threshold: 1,
      // In alarm until a run that was not refused says so.
      missingData: "ignore",
    }),
  ];
}
