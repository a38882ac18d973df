/** What a role allows and no scene makes its function call, and why it is allowed all the same. */

export interface NeverCalled {
  /** A function's name, or `*` for any. */
  readonly function: string;
  readonly action: string;
  /** Part of the resource's ARN, where the reason is about that one only. */
  readonly resource?: string;
  readonly why: string;
}

const BY_LAMBDA = "Lambda itself writes the function's log, in its name";
const BY_TRACING = "Lambda's own X-Ray daemon sends the traces, in the function's name";
const BY_POLLING = "Lambda polls the queue for its function, in its name";

export const NEVER_CALLED: readonly NeverCalled[] = [
  { function: "*", action: "logs:CreateLogStream", why: BY_LAMBDA },
  { function: "*", action: "logs:PutLogEvents", why: BY_LAMBDA },
  { function: "*", action: "xray:PutTraceSegments", why: BY_TRACING },
  { function: "*", action: "xray:PutTelemetryRecords", why: BY_TRACING },
  { function: "*", action: "sqs:ReceiveMessage", why: BY_POLLING },
  { function: "*", action: "sqs:DeleteMessage", why: BY_POLLING },
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
