import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { clientSettings } from "./settings.ts";

let client: EventBridgeClient | undefined;

/** The process's EventBridge client, made when it is first asked for. */
export function eventBridge(): EventBridgeClient {
  client ??= new EventBridgeClient(clientSettings);
  return client;
}
