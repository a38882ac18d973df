/** What was measured of logins (`npm run cost -- --measure`), as it is kept in measured.json. */
import { readFileSync } from "node:fs";
import * as z from "zod";

const MEASURED = new URL("measured.json", import.meta.url);

const calls = z.object({
  calls: z.number(),
  /** Of DynamoDB, table and index, by its own rules. */
  readUnits: z.number(),
  writeUnits: z.number(),
  /** Entries of PutEvents, data of PutMetricData; 1 a call of anything else. */
  entries: z.number(),
  /** Of the events, of the object. */
  bytes: z.number(),
});

const functionUse = z.object({
  invocations: z.number(),
  /** Messages that were handed to it; 0 for a function that no queue feeds. */
  messages: z.number(),
  /** Of processor: of the function's own process, while it ran. */
  processorMilliseconds: z.number(),
  /** Lines that are no embedded metrics, and their bytes. */
  logLines: z.number(),
  logBytes: z.number(),
  /** Embedded metrics: lines, their bytes without the values, and those of the values. */
  metricLines: z.number(),
  metricFrameBytes: z.number(),
  metricValueBytes: z.number(),
  /** Of HTTP answers: headers, cookies and bodies. */
  responseBytes: z.number(),
  /** By service and operation, and of DynamoDB by table. */
  calls: z.record(z.string(), calls),
});

const usage = z.object({
  measuredOn: z.iso.date(),
  machine: z.string(),
  logins: z.object({ startedHere: z.number(), startedAtProvider: z.number(), refused: z.number(), people: z.number() }),
  /** Totals over all of these logins, by function. */
  functions: z.record(z.string(), functionUse),
  /** Totals over so many runs of each schedule that runs by the minute. */
  schedules: z.object({ runs: z.number(), functions: z.record(z.string(), functionUse) }),
});

export type Calls = z.infer<typeof calls>;
export type FunctionUse = z.infer<typeof functionUse>;

export const NO_USE: FunctionUse = {
  invocations: 0,
  messages: 0,
  processorMilliseconds: 0,
  logLines: 0,
  logBytes: 0,
  metricLines: 0,
  metricFrameBytes: 0,
  metricValueBytes: 0,
  responseBytes: 0,
  calls: {},
};
export type Usage = z.infer<typeof usage>;

export const loginsOf = ({ logins }: Usage): number => logins.startedHere + logins.startedAtProvider + logins.refused;

export const measuredFile = MEASURED;

/** @throws Error where the file is not what a measurement writes */
export function readUsage(): Usage {
  return usage.parse(JSON.parse(readFileSync(MEASURED, "utf8")));
}
