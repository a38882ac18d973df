import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { clientSettings } from "./settings.ts";

let client: CloudWatchClient | undefined;

/** The process's CloudWatch client, made when it is first asked for. */
export function cloudWatch(): CloudWatchClient {
  client ??= new CloudWatchClient(clientSettings);
  return client;
}
