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

const ABSENT_OBJECTS = ["seal-archive", "build-evidence-report", "join-access-log", "check-archive"].flatMap((name) =>
  because("S3 tells who may list that an object is not there, and refuses whoever may not", name, ["s3:ListBucket"]),
);

const WITHOUT_A_MONTH = because(
  "reports on the month before once it is sealed to a day after its end: on the first days of a month it is not",
  "build-evidence-report",
  ["s3:ListBucketVersions", "s3:PutObject", "events:PutEvents"],
);

/** @param isMonthSealed whether the month before can be reported on */
export const neverCalled = (isMonthSealed: boolean): readonly NeverCalled[] => [
  ...LAMBDA,
  ...ABSENT_OBJECTS,
  ...(isMonthSealed ? [] : WITHOUT_A_MONTH),
];

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
