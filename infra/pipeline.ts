/**
 * The one definition of the wiring, as plain data: routes > functions, event pattern > queue > consumer, schedules >
 * functions, and what each function may touch. The CDK constructs and the local stack both read it, so what runs on a
 * laptop is what is deployed.
 */
import { WATCHED_CALLS, WATCHED_SOURCES } from "../lib/guards/watched-calls.ts";

import { LENT_ROLE_PREFIX } from "../lib/roles/role-mapping.ts";

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
  /** Lends the roles that mappings name. The function's own role gets a fixed name, for the trust policies to name it. */
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

export const METRIC_NAMESPACE = "samltrail";
export const PENDING_INDEX = "pending";
export const DUE_INDEX = "due";

/** Roles that mappings may name are called like this, so that the credentials function can assume no others. */
export const LENT_ROLES = `${LENT_ROLE_PREFIX}*`;

/**
 * The keys that seal the archive, in the order of their service. To rotate, add one: the next seal names it, signed by the key
 * before, and from then on it signs. A key stays here for as long as seals by it must be verified.
 */
export const SEALING_KEYS: readonly string[] = ["sealing-1"];

/** Only who may list a bucket hears from S3 that an object is not there (404): who may not is refused (403). */
const READS_AND_LISTS = ["s3:ListBucketVersions", "s3:ListBucket"] as const;

const functions = [
  {
    name: "acs",
    purpose: "assertion consumer service: validates a SAML response and starts the session",
    // Within the HTTP API's 30 s, and enough for a refusal page when a dependency hangs at every call.
    timeoutSeconds: 29,
    memoryMegabytes: 768,
    traced: true,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { table: "trust", actions: ["dynamodb:BatchGetItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { secret: "decryption-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "login",
    purpose: "starts a login: AuthnRequest by redirect",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem"] },
      { table: "trust", actions: ["dynamodb:BatchGetItem"] },
      { secret: "signing-key" },
    ],
  },
  {
    name: "metadata",
    purpose: "service provider metadata",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [{ table: "trust", actions: ["dynamodb:BatchGetItem"] }],
  },
  {
    name: "home",
    purpose: "who am I, my roles, my programs, sign in, sign out",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem"] },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "role-usage", actions: ["dynamodb:Query"] },
      { secret: "session-keys" },
    ],
  },
  {
    name: "end-session",
    purpose: "signs a person out and records it",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "switch-session",
    purpose: "takes the answer whose session a browser shall have",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "restore-requests",
    purpose: "takes in who asks for a pruned role back",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    // Nothing here writes the table that grants: only the owner's approval does.
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"],
      },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "credentials",
    purpose: "lends credentials of mapped roles to people and to programs",
    // Two calls of STS that hang, and the record of it.
    timeoutSeconds: 29,
    memoryMegabytes: 512,
    traced: true,
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
      },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { lendsRoles: true },
      { eventBus: true },
    ],
  },
  {
    name: "agents",
    purpose: "mints and ends tokens for programs that act for a person",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    traced: true,
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
      },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "authorize",
    purpose: "asks a person to approve credentials for the command line on their computer",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    traced: true,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "republish-pending",
    purpose: "sends what the event bus has not taken yet",
    timeoutSeconds: 50,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { table: "login-ledger", actions: ["dynamodb:Query"], index: PENDING_INDEX },
      { table: "role-mappings", actions: ["dynamodb:Scan", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "archive-events",
    purpose: "writes every event to the evidence bucket, once",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [{ evidenceBucket: true, actions: ["s3:PutObject"], prefix: "events/" }],
  },
  {
    name: "seal-archive",
    purpose: "closes every hour of the archive with a signed seal, and keeps the chain's head elsewhere",
    timeoutSeconds: 600,
    memoryMegabytes: 1024,
    uses: [
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject", "s3:GetObjectVersion"], prefix: "" },
      { evidenceBucket: true, actions: ["s3:PutObject"], prefix: "seals/" },
      { headBucket: true, actions: ["s3:PutObject", "s3:GetObject"] },
      { sealingKeys: true, actions: ["kms:Sign", "kms:GetPublicKey"] },
      { eventBus: true },
    ],
  },
  {
    name: "build-evidence-report",
    purpose: "reports on the month before from its sealed events, once",
    timeoutSeconds: 900,
    // Two processors: one counts, the other packs.
    memoryMegabytes: 3538,
    // A month of 4,000,000 events with its populations, and the zip.
    temporaryMegabytes: 10_240,
    uses: [
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "events/" },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/" },
      { evidenceBucket: true, actions: ["s3:GetObject", "s3:PutObject"], prefix: "reports/" },
      { eventBus: true },
    ],
  },
  {
    name: "join-access-log",
    purpose: "holds the HTTP API's own access log against the sealed events, hour by hour",
    // A million lines an hour, by five pages of a megabyte a second.
    timeoutSeconds: 900,
    // Of them in memory.
    memoryMegabytes: 2048,
    uses: [
      { readsAccessLog: true },
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "events/" },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/" },
      { evidenceBucket: true, actions: ["s3:GetObject", "s3:PutObject"], prefix: "access-log/" },
      { eventBus: true },
    ],
  },
  {
    name: "check-archive",
    purpose: "searches the archive for second versions and delete markers",
    timeoutSeconds: 900,
    memoryMegabytes: 1024,
    uses: [
      { evidenceBucket: true, actions: READS_AND_LISTS },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/" },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "keep-held-identities",
    purpose: "keeps identities from expiring while a legal hold stands",
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    uses: [{ table: "identities", actions: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"] }],
  },
  {
    name: "record-guard-changes",
    purpose: "makes an event of each change to what guards the evidence",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { knowsGuards: true },
      { eventBus: true },
    ],
  },
  {
    name: "record-metrics",
    purpose: "counts events as CloudWatch metrics at the time they occurred",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:UpdateItem"],
      },
      { metricNamespace: METRIC_NAMESPACE },
    ],
  },
  {
    name: "record-role-usage",
    purpose: "keeps when each role mapping was last granted and used, and by how many",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-usage", actions: ["dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "reconcile-cloudtrail",
    purpose: "joins the credentials that were issued with what CloudTrail saw",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      { table: "reconciliation", actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-mappings", actions: ["dynamodb:Scan"] },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { knowsLender: true },
      { eventBus: true },
    ],
  },
  {
    name: "reconcile-cloudtrail-overdue",
    purpose: "asks CloudTrail for records that did not come, and reports what stays unmatched",
    timeoutSeconds: 50,
    memoryMegabytes: 512,
    uses: [
      { table: "reconciliation", actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "reconciliation", actions: ["dynamodb:Query"], index: DUE_INDEX },
      { table: "role-mappings", actions: ["dynamodb:Scan"] },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { readsCloudTrail: true },
      { eventBus: true },
    ],
  },
  {
    name: "send-heartbeat",
    purpose: "sends a heartbeat through the whole pipeline, so that silence can be told from loss",
    timeoutSeconds: 20,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "watch-certificates",
    purpose: "refreshes the providers' metadata, and says which certificates run out",
    // Providers that do not answer are waited for at the same time.
    timeoutSeconds: 120,
    memoryMegabytes: 512,
    uses: [
      {
        table: "trust",
        actions: [
          "dynamodb:BatchGetItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:DeleteItem",
          "dynamodb:Scan",
        ],
      },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "prune-role-mappings",
    purpose: "marks, announces and prunes role mappings that nobody uses",
    // Reading the archive where the metrics cannot tell.
    timeoutSeconds: 900,
    memoryMegabytes: 1024,
    uses: [
      { table: "role-mappings", actions: ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-usage", actions: ["dynamodb:Query"] },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "login-ledger", actions: ["dynamodb:Query"], index: PENDING_INDEX },
      { evidenceBucket: true, actions: ["s3:ListBucket"] },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "events/" },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/days/" },
      { readsMetrics: true },
      { deadLetterQueues: true },
      { eventBus: true },
    ],
  },
] as const satisfies readonly FunctionDefinition[];

export type FunctionName = (typeof functions)[number]["name"];

export const pipeline: {
  readonly functions: readonly (FunctionDefinition & { readonly name: FunctionName })[];
  readonly routes: readonly Route[];
  readonly consumers: readonly Consumer[];
  readonly schedules: readonly Schedule[];
  readonly tables: readonly TableDefinition[];
} = {
  functions,
  routes: [
    { method: "ANY", path: "/saml/acs", function: "acs" },
    { method: "GET", path: "/saml/login", function: "login" },
    { method: "GET", path: "/saml/metadata", function: "metadata" },
    { method: "GET", path: "/", function: "home" },
    { method: "POST", path: "/session/end", function: "end-session" },
    { method: "POST", path: "/session/switch", function: "switch-session" },
    { method: "POST", path: "/session/credentials", function: "credentials" },
    { method: "POST", path: "/session/console", function: "credentials" },
    { method: "POST", path: "/agent/credentials", function: "credentials" },
    { method: "GET", path: "/session/authorize", function: "authorize" },
    { method: "POST", path: "/session/authorize", function: "authorize" },
    { method: "POST", path: "/session/token", function: "credentials" },
    { method: "POST", path: "/session/agents", function: "agents" },
    { method: "POST", path: "/session/agents/end", function: "agents" },
    { method: "POST", path: "/roles/restore-requests", function: "restore-requests" },
  ],
  consumers: [
    {
      function: "archive-events",
      pattern: { source: ["samltrail"] },
      // Objects large enough for the colder storage that they are moved to.
      batch: { size: 500, windowSeconds: 60 },
      maximumReceives: 5,
      visibilityTimeoutSeconds: 180,
    },
    {
      function: "record-metrics",
      pattern: { source: ["samltrail"] },
      batch: { size: 200, windowSeconds: 30 },
      maximumReceives: 5,
      visibilityTimeoutSeconds: 180,
    },
    {
      function: "record-role-usage",
      // Login Failed as well: somebody whose only roles were pruned would have matched them.
      pattern: { source: ["samltrail"], "detail-type": ["Roles Mapped", "Role Credentials Issued", "Login Failed"] },
      // What it keeps counts in days, and the more uses of a mapping come together the fewer reads and writes they take.
      batch: { size: 200, windowSeconds: 60 },
      maximumReceives: 5,
      visibilityTimeoutSeconds: 180,
    },
    {
      function: "reconcile-cloudtrail",
      pattern: { source: ["samltrail"], "detail-type": ["Role Credentials Issued"] },
      defaultBusPattern: {
        source: ["aws.sts"],
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: { eventName: ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"] },
      },
      batch: { size: 50, windowSeconds: 5 },
      maximumReceives: 5,
      visibilityTimeoutSeconds: 180,
    },
    {
      function: "record-guard-changes",
      defaultBusPattern: {
        source: WATCHED_SOURCES,
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: { eventName: WATCHED_CALLS },
      },
      batch: { size: 20, windowSeconds: 5 },
      maximumReceives: 5,
      visibilityTimeoutSeconds: 180,
    },
  ],
  schedules: [
    { function: "republish-pending", everyMinutes: 1 },
    // An hour needs one seal; more runs only mean that one that failed is made up for soon.
    { function: "seal-archive", everyMinutes: 15 },
    // Twice an hour, so that one that comes late leaves no hour without.
    { function: "send-heartbeat", everyMinutes: 30 },
    { function: "prune-role-mappings", everyMinutes: 1440 },
    { function: "watch-certificates", everyMinutes: 1440 },
    // The month before is reported on once; more runs only mean that one that failed is made up for soon.
    { function: "build-evidence-report", everyMinutes: 1440 },
    { function: "check-archive", everyMinutes: 1440 },
    // An hour is joined once the hour after it is sealed.
    { function: "join-access-log", everyMinutes: 60 },
    { function: "keep-held-identities", everyMinutes: 1440 },
    // An assumption that nobody issued is not to wait for long.
    { function: "reconcile-cloudtrail-overdue", everyMinutes: 1 },
  ],
  tables: [
    {
      name: "login-ledger",
      ofLogin: { reads: 3, writes: 6 },
      partitionKey: "pk",
      timeToLive: "expiresAt",
      index: {
        name: PENDING_INDEX,
        partitionKey: { name: "pendingShard", type: "N" },
        sortKey: { name: "pendingSince", type: "S" },
        // Each login enters it and leaves it within a second, and nearly none is ever read through it.
        projection: "keys",
      },
    },
    { name: "role-mappings", partitionKey: "source", sortKey: "environment" },
    { name: "role-usage", partitionKey: "mapping", sortKey: "day", timeToLive: "expiresAt" },
    {
      name: "reconciliation",
      partitionKey: "pk",
      timeToLive: "expiresAt",
      // One partition a half: STS itself takes fewer calls a second than a partition takes writes.
      index: {
        name: DUE_INDEX,
        partitionKey: { name: "awaiting", type: "S" },
        sortKey: { name: "dueAt", type: "S" },
        projection: "all",
      },
    },
    { name: "trust", partitionKey: "pk" },
    { name: "identities", partitionKey: "pseudonym", timeToLive: "expiresAt" },
  ],
};
