/** What a login has one function do, at a rate of logins: invocations, billed time, units of tables, log lines, traces. */

import { HELD_SECONDS } from "../../handlers/shared/held-metrics.ts";
import type { Consumer, FunctionDefinition } from "../../infra/pipeline/types.ts";
import { pipeline } from "../../infra/pipeline.ts";
import {
  ACS_PROCESSES,
  COLD_STARTS,
  LINE_BYTES,
  OTHER_WAIT_MILLISECONDS,
  PLATFORM_LOG_BYTES,
  POLLERS,
  TRACE_LOG_BYTES,
  TRACED_SHARE,
  WAIT_MILLISECONDS,
  WHOLE_PROCESSOR_MEGABYTES,
} from "./assumptions.ts";
import { unitsOf } from "./modelled.ts";
import { type FunctionUse, loginsOf, type Usage } from "./usage.ts";

/** All of a login. */
export interface FunctionShare {
  readonly name: string;
  readonly requests: number;
  readonly messages: number;
  /** Messages of an invocation. */
  readonly batch: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  readonly logBytes: number;
  readonly responseBytes: number;
  readonly traces: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Of both, those of the login ledger. */
  readonly ledger: { readonly readUnits: number; readonly writeUnits: number };
  readonly events: number;
  readonly eventBytes: number;
  readonly metricCalls: number;
  readonly objects: number;
  readonly objectBytes: number;
}

/**
 * Each poller waits for a first message, and for others until the window closes: before there is a backlog they share what comes.
 * @param rate messages a second
 */
export function batchOf({ batch }: Consumer, rate: number): number {
  return Math.min(batch.size, 1 + (rate * batch.windowSeconds) / POLLERS);
}

/** The first of a second is traced, and of the others a share. @param rate a second */
export const tracedOf = (rate: number): number => (Math.min(rate, 1) + Math.max(0, rate - 1) * TRACED_SHARE) / rate;

function definitionOf(name: string): FunctionDefinition {
  const found = pipeline.functions.find((each) => each.name === name);
  if (!found) throw new Error(`measured.json names ${name}, which the pipeline does not define: measure again`);
  return found;
}

const waitOf = (call: string): number =>
  (WAIT_MILLISECONDS as Readonly<Record<string, number>>)[call] ?? OTHER_WAIT_MILLISECONDS;

/** Gigabyte-seconds of so much work: with less memory comes less processor, while others are waited for as long as ever. */
function billed({ memoryMegabytes }: FunctionDefinition, processor: number, waiting: number): number {
  const milliseconds = processor * Math.max(1, WHOLE_PROCESSOR_MEGABYTES / memoryMegabytes) + waiting;
  return (milliseconds / 1000) * (memoryMegabytes / 1024);
}

const total = (use: FunctionUse, of: (calls: FunctionUse["calls"][string], name: string) => number): number =>
  Object.entries(use.calls).reduce((sum, [name, calls]) => sum + of(calls, name), 0);

/**
 * Bytes a login of embedded metrics. A process that holds them writes one line for the first of each so many seconds and those that
 * follow; others one an invocation, where they write any.
 * @param rate invocations a second
 */
export function metricBytesOf(name: string, use: FunctionUse, logins: number, rate: number): number {
  if (use.metricLines === 0) return 0;
  const lines = name === "acs" ? 1 / (1 + (rate / ACS_PROCESSES) * HELD_SECONDS) : use.metricLines / logins;
  return (use.metricFrameBytes / use.metricLines + LINE_BYTES) * lines + use.metricValueBytes / logins;
}

/** @param rate logins a second */
export function shareOf(usage: Usage, name: string, use: FunctionUse, rate: number): FunctionShare {
  const logins = loginsOf(usage);
  const definition = definitionOf(name);
  const consumer = pipeline.consumers.find((each) => each.function === name);
  const messages = use.messages / logins;
  const batch = consumer ? batchOf(consumer, rate * messages) : 1;
  const invocations = consumer ? messages / batch : use.invocations / logins;
  // What an invocation does once, whatever it was handed: here and there as many times as it is invoked.
  const once = invocations / use.invocations;
  const perLogin = 1 / logins;
  const waiting = total(use, ({ calls }, call) => calls * waitOf(call)) * (consumer ? once : perLogin);
  // By default, where `deployment.tracing` is `logins`.
  const traces = definition.traced ? invocations * tracedOf(rate * invocations) : 0;
  const callsOf = (call: string) => use.calls[call] ?? { calls: 0, entries: 0, bytes: 0 };
  return {
    name,
    requests: consumer ? 0 : invocations,
    messages,
    batch,
    invocations,
    gigabyteSeconds:
      billed(definition, use.processorMilliseconds * perLogin, waiting) +
      (invocations * COLD_STARTS.share * COLD_STARTS.milliseconds * definition.memoryMegabytes) / 1024 / 1000,
    logBytes:
      (use.logBytes + use.logLines * LINE_BYTES) * once +
      metricBytesOf(name, use, logins, rate * invocations) +
      invocations * PLATFORM_LOG_BYTES +
      traces * TRACE_LOG_BYTES,
    responseBytes: use.responseBytes * perLogin,
    traces,
    ...unitsOf(name, use.calls, logins, {
      rate,
      batch,
      windowSeconds: consumer?.batch.windowSeconds ?? 0,
      invocations,
    }),
    events: callsOf("EventBridge PutEvents").entries * perLogin,
    eventBytes: callsOf("EventBridge PutEvents").bytes * perLogin,
    metricCalls: callsOf("CloudWatch PutMetricData").calls * once,
    objects: callsOf("S3 PutObject").calls * once,
    objectBytes: callsOf("S3 PutObject").bytes * perLogin,
  };
}
