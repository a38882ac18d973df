/** CloudWatch Logs FilterLogEvents: a log group's lines between two instants, a page at a time. */
import * as z from "zod";
import { AwsError } from "./aws-error.ts";
import { type JsonService, validated } from "./json-service.ts";
import type { LogGroup } from "./log-group.ts";

const MAXIMUM_PAGE = 10_000;

const milliseconds = z.int().min(0);

const inputModel = z.strictObject({
  logGroupName: z.string().min(1).max(512),
  startTime: milliseconds.optional(),
  endTime: milliseconds.optional(),
  limit: z.int().min(1).max(MAXIMUM_PAGE).default(MAXIMUM_PAGE),
  nextToken: z.string().regex(/^\d+$/, "expected the token of the page before").optional(),
});

export function cloudWatchLogs(groups: readonly LogGroup[]): JsonService {
  return {
    target: "Logs_20140328",
    name: "CloudWatch Logs",
    contentType: "application/x-amz-json-1.1",
    operations: {
      FilterLogEvents(input) {
        const { logGroupName, startTime = 0, endTime = Infinity, limit, nextToken } = validated(inputModel, input);
        const group = groups.find(({ name }) => name === logGroupName);
        if (!group) throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
        const found = group.lines().filter(({ at }) => at >= startTime && at <= endTime);
        const start = Number(nextToken ?? 0);
        const page = found.slice(start, start + limit);
        const next = start + page.length;
        return {
          events: page.map(({ at, message }, index) => ({
            logStreamName: "local",
            timestamp: at,
            ingestionTime: at,
            eventId: String(start + index),
            message,
          })),
          searchedLogStreams: [],
          ...(next < found.length && { nextToken: String(next) }),
        };
      },
    },
  };
}
