import { afterEach, beforeEach, jest } from "@jest/globals";
import { logger } from "../../handlers/shared/observability.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** Keeps the log lines of each test of this file instead of printing them. */
export function keepLogLines(): readonly LogLine[] {
  const lines: LogLine[] = [];
  beforeEach(() => {
    lines.length = 0;
    for (const level of ["info", "warn", "error"] as const) {
      jest.spyOn(logger, level).mockImplementation((message, ...[fields]) => {
        lines.push({ level, message: String(message), fields: fields as unknown as Record<string, unknown> });
      });
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return lines;
}
