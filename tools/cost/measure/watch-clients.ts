/** Looks at what goes through the functions' SDK clients, which they share in this process. */
import { cloudWatch } from "../../../handlers/shared/clients/cloud-watch.ts";
import { documentClient } from "../../../handlers/shared/clients/document-client.ts";
import { eventBridge } from "../../../handlers/shared/clients/event-bridge.ts";
import { s3 } from "../../../handlers/shared/clients/s3.ts";
import { secretsManager } from "../../../handlers/shared/clients/secrets-manager.ts";
import type { Recorder } from "./recorder.ts";

interface ConsumedCapacity {
  readonly CapacityUnits?: number;
}

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
}

interface Input {
  readonly Item?: object;
  readonly UpdateExpression?: string;
  readonly Entries?: readonly { readonly Detail?: string }[];
  readonly MetricData?: readonly unknown[];
  readonly Body?: unknown;
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  ReturnConsumedCapacity?: string;
}

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

/** What the table took; the stand-in counts it by the sizes of the items before and after, as DynamoDB does. */
function unitsOf({ ConsumedCapacity = [] }: Answer): number {
  const all = Array.isArray(ConsumedCapacity) ? ConsumedCapacity : [ConsumedCapacity];
  return all.reduce((sum: number, { CapacityUnits = 0 }: ConsumedCapacity) => sum + CapacityUnits, 0);
}

/**
 * What the index of pending events takes besides: 1 for entering, 1 for leaving. Its entries are keys, far below a kilobyte, and the
 * stand-in does not count them.
 */
const indexUnits = ({ Item, UpdateExpression = "" }: Input): number =>
  (Item && "pendingShard" in Item) || /pendingShard/.test(UpdateExpression) ? 1 : 0;

/** With the table, which no call here has several of. */
const nameOf = (client: string, operation: string, { TableName, RequestItems = {} }: Input): string => {
  const table = TableName ?? Object.keys(RequestItems)[0];
  return `${client} ${operation}${table === undefined ? "" : ` of ${table}`}`;
};

const entriesOf = ({ Entries, MetricData }: Input): number => (Entries ?? MetricData ?? [null]).length;

function bytesOf({ Entries = [], Body = "", Item }: Input): number {
  if (Item) return Buffer.byteLength(JSON.stringify(Item));
  const body = typeof Body === "string" || Buffer.isBuffer(Body) ? Buffer.byteLength(Body) : 0;
  return Entries.reduce((sum, { Detail = "" }) => sum + Buffer.byteLength(Detail), body);
}

/** As much of a client's middleware as this needs; the clients' own types differ in what they take and give. */
interface Watched {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: "initialize"; priority: "low" }): void };
}

type Next = (args: { readonly input: Input }) => Promise<{ readonly output: Answer }>;

type Middleware = (next: Next, context: { readonly commandName?: string; readonly clientName?: string }) => Next;

export function watchClients(recorder: Recorder): void {
  const watch: Middleware = (next, context) => async (args) => {
    const { clientName = "", commandName = "" } = context;
    const operation = commandName.replace(/Command$/, "");
    const isDatabase = clientName.startsWith("DynamoDB");
    if (isDatabase) args.input.ReturnConsumedCapacity = "TOTAL";
    const result = await next(args);
    const units = isDatabase ? unitsOf(result.output) : 0;
    const isWrite = WRITES.test(operation);
    recorder.count(nameOf(clientName.replace(/Client$/, ""), operation, args.input), {
      readUnits: isWrite ? 0 : units,
      writeUnits: isDatabase && isWrite ? units + indexUnits(args.input) : 0,
      entries: entriesOf(args.input),
      bytes: bytesOf(args.input),
    });
    return result;
  };
  for (const client of [documentClient(), eventBridge(), s3(), cloudWatch(), secretsManager()]) {
    (client as unknown as Watched).middlewareStack.add(watch, { step: "initialize", priority: "low" });
  }
}
