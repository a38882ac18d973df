/** What the parts of the pipeline are said in: plain data, read by the CDK constructs and by the local stack. */
import type { FunctionName } from "../pipeline.ts";

export type TableName = "login-ledger" | "role-mappings" | "role-usage" | "reconciliation" | "trust" | "identities";
export type SecretName = "pseudonym-keys" | "session-keys" | "signing-key" | "decryption-keys";

/** What a function may do; each entry becomes a statement of its role and the environment variable that names the resource. */
export type Use =
  | { readonly table: TableName; readonly actions: readonly `dynamodb:${string}`[]; readonly index?: string }
  | { readonly secret: SecretName }
  | { readonly eventBus: true }
  /** Without a prefix the actions are on the bucket itself. */
  | { readonly evidenceBucket: true; readonly actions: readonly `s3:${string}`[]; readonly prefix?: string }
  | { readonly headBucket: true; readonly actions: readonly `s3:${string}`[] }
  | { readonly sealingKeys: true; readonly actions: readonly `kms:${string}`[] }
  | { readonly metricNamespace: string }
  /** Reads metrics of any namespace: CloudWatch offers nothing narrower. */
  | { readonly readsMetrics: true }
  /** Reads the HTTP API's own access log. */
  | { readonly readsAccessLog: true }
  /** Is told the role of the function that lends roles. */
  | { readonly knowsLender: true }
  /** Is told what everything is called that guards the evidence. */
  | { readonly knowsGuards: true }
  /** Asks CloudTrail's history: CloudTrail offers nothing narrower. */
  | { readonly readsCloudTrail: true }
  /** Asks every consumer's dead-letter queues how deep they are. */
  | { readonly deadLetterQueues: true }
  /** Lends the roles that mappings name. Its role stands in the stateful stack, under a fixed name, for the trust policies to name it. */
  | { readonly lendsRoles: true };

export interface FunctionDefinition {
  /** The folder under `handlers/` whose `handler.ts` exports `handler`. */
  readonly name: string;
  readonly purpose: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Of disk, where the 512 that every function has are not enough. */
  readonly temporaryMegabytes?: number;
  /** Lets somebody in, or lends credentials, and asks several services for it: traced by default. */
  readonly traced?: true;
  readonly uses: readonly Use[];
}

export interface Route {
  /** As API Gateway writes it: `ANY` stands for every method, so that a wrong one is answered and recorded by us. */
  readonly method: "GET" | "POST" | "ANY";
  readonly path: string;
  readonly function: FunctionName;
}

export interface Consumer {
  readonly function: FunctionName;
  /**
   * The EventBridge pattern of the rule on our bus, where it takes our events. Only exact matches: nothing here depends on the finer
   * points of matching.
   */
  readonly pattern?: { readonly source: readonly string[]; readonly "detail-type"?: readonly string[] };
  /**
   * What the same queue gets from the account's default bus, on which AWS's services tell what happens: records of CloudTrail, and
   * among them those of these calls.
   */
  readonly defaultBusPattern?: {
    readonly source: readonly string[];
    readonly "detail-type": readonly string[];
    readonly detail: { readonly eventName: readonly string[] };
  };
  readonly batch: { readonly size: number; readonly windowSeconds: number };
  /** After this many receives a message goes to the dead-letter queue. */
  readonly maximumReceives: number;
  readonly visibilityTimeoutSeconds: number;
}

export interface Schedule {
  readonly function: FunctionName;
  readonly everyMinutes: number;
}

export interface TableDefinition {
  readonly name: TableName;
  /** Units that a login takes of it, at most, where each is written to it: its capacity may be provisioned. */
  readonly ofLogin?: { readonly reads: number; readonly writes: number };
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly timeToLive?: string;
  readonly index?: {
    readonly name: string;
    readonly partitionKey: { readonly name: string; readonly type: "S" | "N" };
    readonly sortKey: { readonly name: string; readonly type: "S" | "N" };
    /** `keys`: the keys alone, where a write of the item is not to pay for all of it twice. */
    readonly projection: "all" | "keys";
  };
}
