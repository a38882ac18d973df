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

/** Something happens right before the first call of that command reaches the service. */
export function beforeFirst(client: DynamoDBDocumentClient, command: string, happens: () => Promise<void>): void {
  let happened = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!happened && context.commandName === command) {
        happened = true;
        await happens();
      }
      return next(args);
    },
    { step: "initialize", priority: "high" },
  );
}

interface BatchOutput {
  Responses?: Record<string, unknown[]>;
  UnprocessedKeys?: Record<string, { Keys: unknown[] }>;
  UnprocessedItems?: Record<string, unknown[]>;
}

interface BatchInput {
  readonly RequestItems: Record<string, { Keys: unknown[] } | unknown[]>;
}

/**
 * The service gets through all but the last item of the first `times` calls of a batch command, as it does when throttled.
 * @returns how many calls were made
 */
export function leaveUnprocessed(client: DynamoDBDocumentClient, command: string, times: number): () => number {
  let calls = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== command) return next(args);
      calls += 1;
      if (calls > times) return next(args);
      const [[table, asked] = ["", []]] = Object.entries((args.input as BatchInput).RequestItems);
      const all = Array.isArray(asked) ? asked : asked.Keys;
      const last = all.slice(-1);
      const rest = all.slice(0, -1);
      const RequestItems = { [table]: Array.isArray(asked) ? rest : { ...asked, Keys: rest } };
      const answer: { output: BatchOutput } =
        rest.length > 0
          ? ((await next({ ...args, input: { ...args.input, RequestItems } })) as never)
          : { output: { Responses: {} } };
      const left = Array.isArray(asked)
        ? { UnprocessedItems: { [table]: last } }
        : { UnprocessedKeys: { [table]: { Keys: last } } };
      return { ...answer, output: { ...answer.output, ...left } } as never;
    },
    { step: "initialize", priority: "low" },
  );
  return () => calls;
}

/** The service refuses every update of one item of the identities table. */
export function failWritesOf(client: DynamoDBDocumentClient, pseudonym: string): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const { Key } = args.input as { readonly Key?: { readonly pseudonym?: unknown } };
      if (context.commandName === "UpdateItemCommand" && JSON.stringify(Key?.pseudonym ?? "").includes(pseudonym)) {
        throw Object.assign(new Error("the table does not answer"), { name: "InternalServerError" });
      }
      return next(args);
    },
    { step: "initialize", priority: "low" },
  );
}

/** @returns how many calls of that command were made */
export function callsOf(client: DynamoDBDocumentClient, command: string): () => number {
  let calls = 0;
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === command) calls += 1;
      return next(args);
    },
    { step: "initialize", priority: "high" },
  );
  return () => calls;
}
