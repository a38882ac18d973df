import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { clientSettings } from "./settings.ts";

let client: CloudWatchLogsClient | undefined;

/** The process's CloudWatch Logs client, made when it is first asked for. Its pages are large, and an account may ask for few a second. */
export function cloudWatchLogs(): CloudWatchLogsClient {
  const requestHandler = { ...clientSettings.requestHandler, requestTimeout: 30_000 };
  client ??= new CloudWatchLogsClient({ maxAttempts: 10, retryMode: "adaptive", requestHandler });
  return client;
}
