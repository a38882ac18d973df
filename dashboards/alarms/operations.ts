/** Alarms on functions, queues and certificates: what stops logins or events, now or soon. */
import { type FunctionName, pipeline } from "../../infra/pipeline.ts";
import type { NamedQueue, Places } from "../places.ts";
import { measured, ofAws } from "../reference.ts";
import { alarmOn, alarmOnSum, type MetricAlarm } from "./alarm.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const audience = "operations";

/** Days in which a provider's administrator can be reached and has time. */
const CERTIFICATE_DAYS = 14;

/** A function that runs seldom has no second run soon that makes up for one that failed. */
function isSeldom(name: FunctionName): boolean {
  const schedule = pipeline.schedules.find((each) => each.function === name);
  return schedule !== undefined && schedule.everyMinutes >= 60;
}

function functionAlarm(name: FunctionName, FunctionName: string): MetricAlarm {
  const seldom = isSeldom(name);
  return alarmOnSum({
    name: `function-${name}`,
    summary: `the function ${name} fails or is throttled${seldom ? "" : ", more than once in a while"}`,
    runbook: "function-failing",
    audience,
    ofAll: [ofAws("AWS/Lambda", "Errors", { FunctionName }), ofAws("AWS/Lambda", "Throttles", { FunctionName })],
    stat: "Sum",
    periodSeconds: seldom ? HOUR : 15 * MINUTE,
    threshold: seldom ? 1 : 3,
  });
}

function deadLetterAlarms(queues: readonly NamedQueue[]): readonly MetricAlarm[] {
  const names = [...new Set(queues.map(({ of }) => of))];
  return names.map((of) =>
    alarmOnSum({
      name: `dead-letters-${of}`,
      summary: `messages for the function ${of} could not be delivered or processed, and wait in a dead-letter queue`,
      runbook: "dead-letters",
      audience,
      ofAll: queues
        .filter((queue) => queue.of === of)
        .map(({ name: QueueName }) => ofAws("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName })),
      stat: "Maximum",
      periodSeconds: 5 * MINUTE,
      threshold: 1,
    }),
  );
}

export function operationsAlarms({ service, functions, deadLetterQueues }: Places): readonly MetricAlarm[] {
  return [
    ...pipeline.functions.map(({ name }) => functionAlarm(name, functions[name])),
    ...deadLetterAlarms(deadLetterQueues),
    alarmOn({
      name: "certificate-expiring",
      summary: `a certificate that nothing replaces runs out within ${CERTIFICATE_DAYS} days; Certificate Expiring says which`,
      runbook: "certificate-expiring",
      audience,
      of: measured("CertificateDaysLeft", { service }),
      stat: "Minimum",
      periodSeconds: DAY,
      comparison: "less than",
      threshold: CERTIFICATE_DAYS,
      // Looked at once a day: in between, what was said last holds.
      missingData: "ignore",
    }),
  ];
}
