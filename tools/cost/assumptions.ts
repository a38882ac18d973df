/** What the computation takes as given. Each stands on the page, in words. */
import { REPLAYABLE_DAYS } from "../../infra/analytics/event-archive.ts";
import { pipeline } from "../../infra/pipeline.ts";
import { METRICS, type MetricName } from "../../lib/metrics/definitions.ts";
import { OPERATIONS } from "../../lib/metrics/operations.ts";

export const HOURS_A_MONTH = 730;

/** How many at once Lambda asks a queue for messages before there is a backlog; each gathers a batch of its own. */
export const POLLERS = 5;

/** Of an empty queue each asks again after so many seconds. */
export const POLL_SECONDS = 20;

/** Lambda gives a function a whole processor at so many megabytes, and with fewer a share. */
export const WHOLE_PROCESSOR_MEGABYTES = 1769;

/** Round trips within a region, each waited for by itself, in milliseconds. */
export const WAIT_MILLISECONDS = { "EventBridge PutEvents": 15, "S3 PutObject": 40, "CloudWatch PutMetricData": 30 };
export const OTHER_WAIT_MILLISECONDS = 5;

/** Invocations that start a process, and how long that takes, billed. */
export const COLD_STARTS = { share: 0.01, milliseconds: 1_000 };

/** CloudWatch counts so many bytes more for each line than it has. */
export const LINE_BYTES = 26;

/** START, END and REPORT, which Lambda writes for each invocation: of 75, 55 and 160 bytes. */
export const PLATFORM_LOG_BYTES = 75 + 55 + 160 + 3 * LINE_BYTES;

/** The line of REPORT that a traced invocation has besides. */
export const TRACE_LOG_BYTES = 110;

/** A request's line in the access log (infra/http-front.ts), with room for longer values. */
export const ACCESS_LOG_BYTES = 180 + LINE_BYTES;

/** The status line and the headers that API Gateway adds to those of the function. */
export const ADDED_HEADER_BYTES = 250;

/** Logs kept take up so much of what was taken in, by CloudWatch's compression. */
export const LOG_COMPRESSION = 0.15;
export const LOG_MONTHS = 12;

/** X-Ray records the first of each second and a share of the rest, of each function; Lambda offers no other rate. */
export const TRACED_SHARE = 0.05;

export const BUS_ARCHIVE_MONTHS = REPLAYABLE_DAYS / 30;

/**
 * Of a login in the tables, with the 100 that DynamoDB adds to an item: its own, settled; half a request; the marker of the person, and
 * marks of what was counted. In bytes, for so many days, two of which DynamoDB may take to remove it.
 */
export const TABLE_ROWS = [
  { bytes: 300, days: 4 },
  { bytes: 200, days: 4 },
  { bytes: 250, days: 17 },
];

/** Glacier Instant Retrieval charges for smaller objects as if they had this many bytes, and S3 leaves those where they are. */
export const SMALLEST_COLD_BYTES = 128 * 1024;

/** Of the seal: each event's hash and id in the list of leaves, and what sealing and the monthly report read of it. */
export const LEAF_BYTES = 130;

/** Of an event, once its day is examined: its row in a population, and its share of the day's record, both gzipped: little but what is random in them. */
export const EXAMINED_BYTES = 160;

/** Sealing twice, examining the day, the monthly report. */
export const READS_OF_AN_OBJECT = 4;

export const RETENTION = { standardMonths: 3, years: 7 };

/** What the metrics of a busy stage have as dimensions. */
export const STAGE = { providers: 3, roles: 50, reasons: 6 };

/** A login is granted so many roles, each as often as any other. */
export const ROLES_OF_A_LOGIN = 2;

/** Logins that succeed; each has two events, and the others have one. */
export const SUCCEEDED = 0.95;
export const MESSAGES_A_LOGIN = 1 + SUCCEEDED;

/**
 * Of a login, the rows behind its pseudonyms that are written. People sign in on each working day, 20 times in a month of 30 days, and
 * are written once a week. So is an address of their own; one login in five comes from another one. Of user agents many people have the
 * same: one login in twenty brings another.
 */
const ONCE_A_WEEK = 30 / 7 / 20;
export const IDENTITIES_WRITTEN = { subject: ONCE_A_WEEK, userAgent: 0.05, address: ONCE_A_WEEK + 0.2 };

/** Uses of a role that a day counts (lib/roles/usage/usage-days.ts), and what a write of their item takes on average. */
export const USES_COUNTED = { aDay: 200, unitsOfWrite: 4 };

export const KILOBYTE = 1024;

/** Of an item of marks: its key and what stands beside them. */
export const MARKS_OVERHEAD_BYTES = 70;

/** Processes of the function `acs` among which logins spread: each holds its steps' times for a while (handlers/shared/held-metrics.ts). */
export const ACS_PROCESSES = 5;

/** Counted from logins, and so put in every hour; what others count costs next to nothing in a month in which it is seldom put. */
const HOURLY: readonly MetricName[] = [
  "LoginAttempts",
  "Logins",
  "LoginFailures",
  "LoginFaults",
  "LoginLatency",
  "RolesGranted",
  "RolesRefused",
  "People",
  "UnknownIssuers",
  "Events",
  "Heartbeats",
  "HoursSealed",
  "SealedEvents",
  "SequenceGaps",
];

/**
 * Of those that functions tell of themselves: once a day, by a daily schedule, or only when something is amiss. CloudWatch charges a
 * metric by the hours in which it is put.
 */
const ONCE_A_DAY =
  /^(ArchiveFindings|Pruning|Mappings|CertificateDaysLeft|MetadataUnreachable|Guards|RoleAssumption|RoleRestore)/;

/** A function that starts anew within each hour: one that people call or a queue feeds, or that runs more often than daily. */
const startsHourly = (name: string): boolean =>
  !pipeline.schedules.some((schedule) => schedule.function === name && schedule.everyMinutes >= 1440);

function operationsPut(providers: number): number {
  const names = Object.keys(OPERATIONS).filter((name) => name !== "ColdStart");
  const daily = names.filter((name) => ONCE_A_DAY.test(name)).length;
  const starts = pipeline.functions.filter(({ name }) => startsHourly(name)).length;
  // Of certificates, one a provider and one of our own for each purpose besides.
  const seldom = daily + providers + 2 + pipeline.functions.length - starts;
  return names.length - daily + starts + seldom / 24;
}

/** Each distinct set of dimension values is one, of as many months as there are hours in which it is put. */
export function metricsPut({ providers, roles, reasons }: typeof STAGE): number {
  const values: Readonly<Record<string, number>> = {
    Outcome: 2,
    // `unknown` beside those configured.
    IdentityProvider: providers + 1,
    // `other` beside those with a metric of their own.
    Role: roles + 1,
    Reason: reasons,
    EventType: 5,
  };
  const sets = HOURLY.flatMap((name): readonly (readonly string[])[] => METRICS[name].dimensions);
  const counted = sets.map((set) => set.reduce((product, name) => product * (values[name] ?? 1), 1));
  return counted.reduce((sum, count) => sum + count, 0) + operationsPut(providers);
}
