import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { clientSettings } from "./settings.ts";

let client: CloudTrailClient | undefined;

/** The process's CloudTrail client, made when it is first asked for. Nobody waits for its answer, so it may take longer. */
export function cloudTrail(): CloudTrailClient {
  const requestHandler = { ...clientSettings.requestHandler, requestTimeout: 5_000 };
  client ??= new CloudTrailClient({ ...clientSettings, requestHandler });
  return client;
}
