/** What the computation takes as given. Each stands on the page, in words. */
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

/** START, END, REPORT and the trace's line, which Lambda writes for each invocation. */
export const PLATFORM_LOG_BYTES = 450;

/** A request's line in the access log. */
export const ACCESS_LOG_BYTES = 260;

/** Headers, cookies and redirects beside a body. */
export const HEADER_BYTES = 1_500;

/** Logs kept take up so much of what was taken in, by CloudWatch's compression. */
export const LOG_COMPRESSION = 0.15;
export const LOG_MONTHS = 12;

/** X-Ray records the first of each second and a share of the rest, of each function; Lambda offers no other rate. */
export const TRACED_SHARE = 0.05;

export const BUS_ARCHIVE_MONTHS = 3;

/** Of a login in the tables: the item until it expires, the request's, markers of counted events. In bytes, for so many days. */
export const TABLE_ROWS = [
  { bytes: 600, days: 3 },
  { bytes: 600, days: 3 },
  { bytes: 3 * 200, days: 17 },
];

/** Glacier Instant Retrieval charges for smaller objects as if they had this many bytes, and S3 leaves those where they are. */
export const SMALLEST_COLD_BYTES = 128 * 1024;

/** Of the seal: each event's hash and id in the list of leaves, and what sealing and the monthly report read of it. */
export const LEAF_BYTES = 130;
export const READS_OF_AN_OBJECT = 3;

export const RETENTION = { standardMonths: 3, years: 7 };

/** What the metrics of a busy stage have as dimensions. */
export const STAGE = { providers: 3, roles: 50, reasons: 6 };

/** A login is granted so many roles, each as often as any other. */
const ROLES_OF_A_LOGIN = 2;

/**
 * Updates of mappings and of their uses for a batch of logins, each of a unit: one for each different role in it. On a stage of its own,
 * with two roles, the measurement finds next to none.
 */
export function usageUpdates(batch: number, { roles }: typeof STAGE): number {
  return roles * (1 - (1 - 1 / roles) ** (batch * ROLES_OF_A_LOGIN));
}

/** What has been found to lower the sum and is not done, each as it would change what a login asks for. */
export const SAVINGS = {
  /** Share of the provisioned capacity that is used. */
  utilisation: 0.5,
  /** Of the three identities of a login, those written anew where each is written once a week, and the reads to know. */
  identities: { writeUnits: -2.5, readUnits: 1.5 },
  /** The embedded metrics of the steps, of nine logins in ten. */
  stepMetricBytes: -1_700,
};

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

/** Each distinct set of dimension values is one. */
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
  const ofFunctions = Object.keys(OPERATIONS).length + pipeline.functions.length;
  return counted.reduce((sum, count) => sum + count, 0) + ofFunctions;
}
