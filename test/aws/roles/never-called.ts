/** What a role allows and no scene makes its function call, and why it is allowed all the same. */

export interface NeverCalled {
  /** A function's name, or `*` for any. */
  readonly function: string;
  readonly action: string;
  /** Part of the resource's ARN, where the reason is about that one only. */
  readonly resource?: string;
  readonly why: string;
}

const LAMBDA: readonly NeverCalled[] = [
  { function: "*", action: "logs:CreateLogStream", why: "Lambda itself writes the function's log, in its name" },
  { function: "*", action: "logs:PutLogEvents", why: "Lambda itself writes the function's log, in its name" },
  {
    function: "*",
    action: "xray:PutTraceSegments",
    why: "Lambda's X-Ray daemon sends the traces, in the function's name",
  },
  {
    function: "*",
    action: "xray:PutTelemetryRecords",
    why: "Lambda's X-Ray daemon sends the traces, in the function's name",
  },
  { function: "*", action: "sqs:ReceiveMessage", why: "Lambda polls the queue for its function, in its name" },
  { function: "*", action: "sqs:DeleteMessage", why: "Lambda polls the queue for its function, in its name" },
  {
    function: "*",
    action: "sqs:GetQueueAttributes",
    resource: "consumerqueue",
    why: "Lambda polls the queue for its function, in its name",
  },
  {
    function: "*",
    action: "sqs:SendMessage",
    resource: "scheduleundelivered",
    why: "Lambda sends a run that failed to the function's destination, in its name",
  },
];

/** What one reason holds for. */
function because(why: string, name: string, actions: readonly string[], resource?: string): readonly NeverCalled[] {
  return actions.map((action) => ({ function: name, action, ...(resource !== undefined && { resource }), why }));
}

const OWN_WRITE = "reads back, after a write that was refused, whether it had been its own";
const LEDGER = "loginledger";
const RECORDING = ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] as const;

const ABSENT_OBJECTS = ["seal-archive", "build-evidence-report", "join-access-log", "check-archive"].flatMap((name) =>
  because("S3 tells who may list that an object is not there, and refuses whoever may not", name, ["s3:ListBucket"]),
);

const ON_A_BAD_DAY: readonly NeverCalled[] = [
  ...["end-session", "check-archive", "record-guard-changes", "send-heartbeat"].flatMap((name) =>
    because(OWN_WRITE, name, ["dynamodb:GetItem"], LEDGER),
  ),
  ...because(
    "reads what stands in the bucket of heads, after a write there that was refused",
    "seal-archive",
    ["s3:GetObject"],
    "headsbucket",
  ),
  ...because(
    "reads a mapping whose last use is later than the event's",
    "record-role-usage",
    ["dynamodb:GetItem"],
    "rolemappings",
  ),
  ...because(
    "reads a call whose other half came first",
    "reconcile-cloudtrail",
    ["dynamodb:GetItem"],
    "reconciliation",
  ),
  ...because("the bus took every event, so that none was left to send", "republish-pending", [
    "dynamodb:BatchGetItem",
    "dynamodb:UpdateItem",
    "events:PutEvents",
  ]),
];

const ELSEWHERE: readonly NeverCalled[] = [
  ...because(
    "reads accepted metadata where a provider's is fetched by URL; the demo provider's is a file",
    "acs",
    ["dynamodb:BatchGetItem"],
    "trust",
  ),
  ...because("records a refusal; whoever asks in the scenes may have what they ask for", "authorize", [
    "dynamodb:UpdateItem",
    "events:PutEvents",
  ]),
  ...because(
    "makes the pseudonym of a refusal's record; nobody is refused in the scenes",
    "authorize",
    ["secretsmanager:GetSecretValue"],
    "pseudonymkeys",
  ),
  ...because("a request to restore needs a role that was pruned after months of disuse", "restore-requests", [
    ...RECORDING,
    "dynamodb:BatchGetItem",
    "secretsmanager:GetSecretValue",
    "events:PutEvents",
  ]),
  ...because("no legal hold stands in the scenes", "keep-held-identities", ["dynamodb:Scan", "dynamodb:UpdateItem"]),
  ...because("unmarks a mapping that was marked after months of disuse and is used again", "record-role-usage", [
    "events:PutEvents",
  ]),
  ...because(
    "follows up what CloudTrail has not told after minutes; npm run demo -- roles plays it",
    "reconcile-cloudtrail-overdue",
    [...RECORDING, "cloudtrail:LookupEvents", "events:PutEvents"],
  ),
  ...because("the stage's certificates have years to go", "watch-certificates", [
    ...RECORDING,
    "dynamodb:DeleteItem",
    "events:PutEvents",
  ]),
  ...because(
    "reports on the month before, once it is sealed whole: a stage of today has none",
    "build-evidence-report",
    ["s3:ListBucketVersions", "s3:GetObject", "s3:PutObject", "events:PutEvents"],
  ),
  ...because("joins an hour once the hour after it is sealed: a stage of today has none", "join-access-log", [
    "logs:FilterLogEvents",
    "s3:ListBucketVersions",
    "s3:GetObject",
    "s3:PutObject",
    "events:PutEvents",
  ]),
  ...because(
    "no mapping of a stage of today is old enough to be judged; npm run demo -- roles plays a year of it",
    "prune-role-mappings",
    [
      "dynamodb:GetItem",
      "dynamodb:UpdateItem",
      "dynamodb:Query",
      "s3:ListBucket",
      "s3:GetObject",
      "cloudwatch:GetMetricData",
      "sqs:GetQueueAttributes",
    ],
  ),
];

export const NEVER_CALLED: readonly NeverCalled[] = [...LAMBDA, ...ABSENT_OBJECTS, ...ON_A_BAD_DAY, ...ELSEWHERE];

/** The reason that is written for a grant, if there is one. */
export function reasonFor(
  reasons: readonly NeverCalled[],
  name: string,
  action: string,
  resource: string,
): NeverCalled | undefined {
  return reasons.find(
    (reason) =>
      (reason.function === "*" || reason.function === name) &&
      reason.action === action &&
      (reason.resource === undefined || resource.includes(reason.resource)),
  );
}
