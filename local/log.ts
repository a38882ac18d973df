/** Structured lines of the stack itself, in the shape of the functions' own, so that one `jq` reads both. */

import { types } from "node:util";

/** Takes one line, without its line end. */
export type LogSink = (line: string) => void;

export interface StackLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export function createStackLog(sink: LogSink): StackLog {
  const write = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}) =>
    sink(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service: "local-stack", ...fields }));
  return {
    info: (message, fields) => write("INFO", message, fields),
    error: (message, fields) => write("ERROR", message, fields),
  };
}

/** What of an error belongs in a log line. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!types.isNativeError(error)) return { error: String(error).slice(0, 1024) };
  return { error: error.name, errorMessage: error.message.slice(0, 1024), stack: error.stack?.slice(0, 4096) };
}
