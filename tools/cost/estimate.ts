/** Dollars, from what was measured of logins, what the templates hold, and the prices. Nothing in here reads anything else. */

import { LEAST_UNITS, UTILIZATION_PERCENT } from "../../infra/state/tables.ts";
import {
  ACCESS_LOG_BYTES,
  ADDED_HEADER_BYTES,
  BUS_ARCHIVE_MONTHS,
  EXAMINED_BYTES,
  HOURS_A_MONTH,
  LEAF_BYTES,
  LOG_COMPRESSION,
  LOG_MONTHS,
  metricsPut,
  POLL_SECONDS,
  POLLERS,
  READS_OF_AN_OBJECT,
  RETENTION,
  SMALLEST_COLD_BYTES,
  STAGE,
  TABLE_ROWS,
} from "./assumptions.ts";
import { type FunctionShare, shareOf } from "./function-cost.ts";
import { PRICES, type PriceName, type Region } from "./prices.ts";
import type { Counts } from "./template.ts";
import type { Usage } from "./usage.ts";

interface Line {
  readonly service: string;
  readonly what: string;
  /** Dollars a login. */
  readonly login: number;
  /** Dollars a month, whether anybody signs in or not. */
  readonly month: number;
}

export interface Estimate {
  readonly loginsAMonth: number;
  readonly shares: readonly FunctionShare[];
  readonly lines: readonly Line[];
  readonly fixed: number;
  readonly month: number;
  readonly million: number;
}

export interface EstimateOptions {
  readonly usage: Usage;
  readonly counts: Counts;
  readonly region: Region;
  readonly loginsAMonth: number;
  /** Whether `deployment.tracing` of the stage is `logins` as by default, and not `none`. */
  readonly tracing: boolean;
  /** `deployment.capacity` of the stage. */
  readonly capacity: Capacity;
  /** With a visit to the start page after each login that has no application to lead to. */
  readonly startPage: boolean;
}

export type Capacity = "on-demand" | "provisioned";

const GIGABYTE = 1024 ** 3;
const MILLION = 1_000_000;

type Dollars = (name: PriceName, amount: number) => number;

/** Prices are a million of what is counted in pieces. */
function dollarsIn(region: Region): Dollars {
  return (name, amount) => PRICES[name][region] * (PRICES[name].unit.startsWith("million") ? amount / MILLION : amount);
}

const sumOf = (shares: readonly FunctionShare[], of: (share: FunctionShare) => number): number =>
  shares.reduce((sum, share) => sum + of(share), 0);

const logs = (dollars: Dollars, gigabytes: number): number =>
  dollars("logGigabyte", gigabytes) + dollars("logGigabyteMonth", gigabytes * LOG_COMPRESSION * LOG_MONTHS);

/** All that the evidence of a login costs until its retention ends, at today's prices. */
function evidence(dollars: Dollars, shares: readonly FunctionShare[], rate: number): number {
  const objects = sumOf(shares, (share) => share.objects);
  const bytes = sumOf(shares, (share) => share.objectBytes);
  const events = sumOf(shares, (share) => share.events);
  const cold = bytes / objects >= SMALLEST_COLD_BYTES;
  // Of an hour's seal: one object.
  const leaves = events * rate * 3600 * LEAF_BYTES >= SMALLEST_COLD_BYTES;
  const kept = (size: number, isCold: boolean): number => {
    const warmMonths = isCold ? RETENTION.standardMonths : RETENTION.years * 12;
    const coldMonths = RETENTION.years * 12 - warmMonths;
    return (
      dollars("objectGigabyteMonth", (size / GIGABYTE) * warmMonths) +
      dollars("coldGigabyteMonth", (size / GIGABYTE) * coldMonths)
    );
  };
  return (
    dollars("objectPut", objects) +
    dollars("objectGet", objects * READS_OF_AN_OBJECT) +
    kept(bytes, cold) +
    kept(events * LEAF_BYTES, leaves) +
    // A few objects a day.
    kept(events * EXAMINED_BYTES, true) +
    dollars("coldTransition", (cold ? objects : 0) + (leaves ? 1 / (rate * 3600) : 0))
  );
}

function perLogin(
  dollars: Dollars,
  shares: readonly FunctionShare[],
  { rate, tracing, capacity }: { readonly rate: number; readonly tracing: boolean; readonly capacity: Capacity },
): readonly Omit<Line, "month">[] {
  /** By the request; what is provisioned is paid for by the hour. */
  const requested = (unit: "readUnits" | "writeUnits") =>
    sumOf(shares, (share) => share[unit] - (capacity === "provisioned" ? share.ledger[unit] : 0));
  const sum = (of: (share: FunctionShare) => number) => sumOf(shares, of);
  const requests = sum((share) => share.requests);
  const rows = TABLE_ROWS.reduce((total, { bytes, days }) => total + (bytes / GIGABYTE) * (days / 30), 0);
  const eventGigabytes = sum((share) => share.eventBytes) / GIGABYTE;
  const queueRequests = sum(({ messages, batch }) => messages * (2 + Math.ceil(batch / 10) / batch));
  const sent = (sum((share) => share.responseBytes) + requests * ADDED_HEADER_BYTES) / GIGABYTE;
  return [
    { service: "API Gateway", what: "requests", login: dollars("httpRequest", requests) },
    {
      service: "Lambda",
      what: "invocations and time",
      login:
        dollars(
          "lambdaRequest",
          sum((share) => share.invocations),
        ) +
        dollars(
          "lambdaGigabyteSecond",
          sum((share) => share.gigabyteSeconds),
        ),
    },
    {
      service: "DynamoDB",
      what: "writes, table and index",
      login: dollars("writeUnit", requested("writeUnits")),
    },
    {
      service: "DynamoDB",
      what: "reads",
      login: dollars("readUnit", requested("readUnits")),
    },
    { service: "DynamoDB", what: "rows until they expire", login: dollars("tableGigabyteMonth", rows) },
    {
      service: "EventBridge",
      what: "events",
      login: dollars(
        "event",
        sum((share) => share.events),
      ),
    },
    {
      service: "EventBridge",
      what: "the bus's archive",
      login:
        dollars("archivedGigabyte", eventGigabytes) +
        dollars("archiveGigabyteMonth", eventGigabytes * BUS_ARCHIVE_MONTHS),
    },
    { service: "SQS", what: "sent, received, deleted", login: dollars("queueRequest", queueRequests) },
    { service: "S3", what: "evidence for all of its retention", login: evidence(dollars, shares, rate) },
    {
      service: "CloudWatch",
      what: "metric calls",
      login: dollars(
        "metricRequest",
        sum((share) => share.metricCalls),
      ),
    },
    {
      service: "CloudWatch",
      what: "logs",
      login: logs(dollars, (sum((share) => share.logBytes) + requests * ACCESS_LOG_BYTES) / GIGABYTE),
    },
    {
      service: "X-Ray",
      what: "traces",
      login: tracing
        ? dollars(
            "trace",
            sum((share) => share.traces),
          )
        : 0,
    },
    { service: "Internet", what: "answers sent", login: dollars("gigabyteOut", sent) },
  ];
}

/** The login ledger by the hour: its table and its index, each scaled for itself, and none of them below the floor. */
function provisioned(dollars: Dollars, shares: readonly FunctionShare[], rate: number): number {
  const hourly = (unit: "readUnits" | "writeUnits") => {
    const used = sumOf(shares, ({ ledger }) => ledger[unit]) * rate * (100 / UTILIZATION_PERCENT);
    return Math.max(LEAST_UNITS, used) + LEAST_UNITS;
  };
  return (
    HOURS_A_MONTH * (dollars("writeUnitHour", hourly("writeUnits")) + dollars("readUnitHour", hourly("readUnits")))
  );
}

/** Functions that run each minute, whoever signs in. */
function schedules(dollars: Dollars, { schedules: measured }: Usage, tracing: boolean): number {
  const runs = (HOURS_A_MONTH * 60) / measured.runs;
  return Object.entries(measured.functions).reduce((sum, [name, use]) => {
    const one: Usage = {
      measuredOn: "",
      machine: "",
      logins: { startedHere: 1, startedAtProvider: 0, refused: 0, people: 0 },
      functions: {},
      schedules: measured,
    };
    const share = shareOf(one, name, use, 1 / 60);
    const each =
      dollars("lambdaRequest", share.invocations) +
      dollars("lambdaGigabyteSecond", share.gigabyteSeconds) +
      dollars("readUnit", share.readUnits) +
      dollars("writeUnit", share.writeUnits) +
      (tracing ? dollars("trace", share.traces) : 0) +
      logs(dollars, share.logBytes / GIGABYTE);
    return sum + each * runs;
  }, 0);
}

function perMonth(dollars: Dollars, counts: Counts, usage: Usage, tracing: boolean): readonly Omit<Line, "login">[] {
  const polls = counts.consumers * POLLERS * ((HOURS_A_MONTH * 3600) / POLL_SECONDS);
  return [
    { service: "CloudWatch", what: "metrics of our own", month: dollars("metricMonth", metricsPut(STAGE)) },
    {
      service: "CloudWatch",
      what: "alarms",
      month: dollars("alarmMetricMonth", counts.alarmMetrics) + dollars("compositeMonth", counts.joinedAlarms),
    },
    { service: "CloudWatch", what: "dashboards", month: dollars("dashboardMonth", counts.dashboards) },
    { service: "KMS", what: "keys", month: dollars("keyMonth", counts.keys) },
    { service: "Secrets Manager", what: "secrets", month: dollars("secretMonth", counts.secrets) },
    { service: "SQS", what: "asking empty queues", month: dollars("queueRequest", polls) },
    { service: "All", what: "what runs every minute", month: schedules(dollars, usage, tracing) },
  ];
}

export function estimate(options: EstimateOptions): Estimate {
  const { usage, counts, region, loginsAMonth, tracing, capacity, startPage } = options;
  const dollars = dollarsIn(region);
  const rate = loginsAMonth / (HOURS_A_MONTH * 3600);
  const functions = Object.entries(usage.functions).filter(([name]) => startPage || name !== "home");
  const shares = functions.map(([name, use]) => shareOf(usage, name, use, rate));
  const lines = [
    ...perLogin(dollars, shares, { rate, tracing, capacity }).map((line) => ({ ...line, month: 0 })),
    ...perMonth(dollars, counts, usage, tracing).map((line) => ({ ...line, login: 0 })),
    {
      service: "DynamoDB",
      what: "the ledger's provisioned units",
      login: 0,
      month: capacity === "provisioned" ? provisioned(dollars, shares, rate) : 0,
    },
  ];
  const fixed = lines.reduce((sum, line) => sum + line.month, 0);
  const month = fixed + loginsAMonth * lines.reduce((sum, line) => sum + line.login, 0);
  return { loginsAMonth, shares, lines, fixed, month, million: (month / loginsAMonth) * MILLION };
}
