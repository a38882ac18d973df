/** Faults at the edge of the SDK: what a network and a service do, seen by the real client with its real retries. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** The service carries out the first call of that command, and its answer never arrives; the SDK then repeats the call. */
export function loseFirstAnswer(client: DynamoDBDocumentClient, command: string): void {
  let lost = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (lost || context.commandName !== command) return answer;
      lost = true;
      throw Object.assign(new Error("socket hang up"), { name: "TimeoutError" });
    },
    { step: "deserialize", priority: "high" },
  );
}
