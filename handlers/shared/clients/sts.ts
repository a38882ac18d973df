import { STSClient } from "@aws-sdk/client-sts";
import { clientSettings } from "./settings.ts";

let client: STSClient | undefined;

/** The process's STS client, made when it is first asked for. */
export function sts(): STSClient {
  client ??= new STSClient(clientSettings);
  return client;
}
