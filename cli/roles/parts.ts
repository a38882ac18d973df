/** What the subcommands of `samltrail roles` share: the stage's mappings, the stack's tables, and who is at the keyboard. */
import { userInfo } from "node:os";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { createRoleMappingStore, type RoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { UsageError } from "../command.ts";
import { enterStack, type StackChoice, stackResources } from "../stack.ts";

export interface RolesParts {
  readonly client: DynamoDBDocumentClient;
  readonly events: EventBridgeClient;
  readonly store: RoleMappingStore;
  readonly usageTable: string;
  readonly busName: string;
}

/**
 * Runs with the tables and the bus of a stack.
 * @throws UsageError where the stack is not there, or not named
 */
export async function withRoles<Result>(
  choice: StackChoice,
  run: (parts: RolesParts) => Promise<Result>,
): Promise<Result> {
  const leave = await enterStack(choice);
  try {
    const names = stackResources("ROLE_MAPPINGS_TABLE", "ROLE_USAGE_TABLE", "EVENT_BUS_NAME");
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
    const events = new EventBridgeClient(clientSettings);
    try {
      const store = createRoleMappingStore(client, names.ROLE_MAPPINGS_TABLE);
      return await run({ client, events, store, usageTable: names.ROLE_USAGE_TABLE, busName: names.EVENT_BUS_NAME });
    } finally {
      client.destroy();
      events.destroy();
    }
  } finally {
    leave();
  }
}

/**
 * Who changes something: whom AWS knows the caller as, or on this machine's own stack the user's name.
 * @throws UsageError where AWS does not say
 */
export async function whoIsThere(choice: StackChoice): Promise<string> {
  if (choice.stack === "local") return userInfo().username;
  const client = new STSClient(clientSettings);
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Arn) return Arn;
    throw new Error("STS named no caller");
  } catch (error) {
    throw new UsageError(`say who you are with --by: AWS could not be asked (${(error as Error).message})`);
  } finally {
    client.destroy();
  }
}

/** The one stage file of a command line. */
export function theStageFile([file, ...more]: readonly string[]): string {
  if (file !== undefined && more.length === 0) return file;
  throw new UsageError("expected one stage file, as in: samltrail roles plan config/local.yaml --stack local");
}
