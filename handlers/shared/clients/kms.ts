import { KMSClient } from "@aws-sdk/client-kms";
import { clientSettings } from "./settings.ts";

let client: KMSClient | undefined;

/** The process's KMS client, made when it is first asked for. */
export function kms(): KMSClient {
  client ??= new KMSClient(clientSettings);
  return client;
}
