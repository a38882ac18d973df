import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { LoggedLine } from "./join-hour.ts";

/**
 * The lines of a log group between two instants, a page (1 MB at most) at a time. A page may be empty, and others follow.
 * @throws the SDK's own errors, ResourceNotFoundException where there is no such group
 */
export async function* linesBetween(
  client: CloudWatchLogsClient,
  logGroupName: string,
  from: Date,
  to: Date,
): AsyncGenerator<readonly LoggedLine[]> {
  let nextToken: string | undefined;
  do {
    const asked = { logGroupName, startTime: from.getTime(), endTime: to.getTime(), nextToken };
    const page = await client.send(new FilterLogEventsCommand(asked));
    yield (page.events ?? []).map(({ timestamp = 0, message = "" }) => ({ at: timestamp, message: message.trimEnd() }));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
