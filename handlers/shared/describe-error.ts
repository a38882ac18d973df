import { printable } from "../../lib/events/printable.ts";

/** An error fit for a log line: its name, its message cut and escaped, where it was thrown, and what caused it. */
export function describeError(error: unknown): object | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return { message: printable(String(error)) };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    message: printable(error.message),
    at: frames.slice(0, 6).map((frame) => printable(frame.trim())),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
