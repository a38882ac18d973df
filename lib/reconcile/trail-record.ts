/**
 * A CloudTrail record of a role that was assumed, or refused, as EventBridge delivers it: source `aws.sts`, detail-type
 * `AWS API Call via CloudTrail`. Whoever calls STS chose much of it, so every text is bounded, and what is not needed is not read.
 */
import * as z from "zod";

export const ASSUMING_CALLS = ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"] as const;

interface TrailCaller {
  /** CloudTrail's type of identity: AssumedRole, IAMUser, AWSAccount, AWSService, SAMLUser and so on. */
  readonly type: string;
  readonly arn: string | null;
  readonly accountId: string | null;
  /** ARN of the role whose session called. */
  readonly roleArn: string | null;
}

export interface TrailRecord {
  readonly eventId: string;
  readonly eventName: (typeof ASSUMING_CALLS)[number];
  /** Marks the copies of one call in several accounts. */
  readonly sharedEventId: string | null;
  /** Whose copy it is: the account on whose bus it came. */
  readonly account: string;
  readonly region: string;
  readonly occurredAt: Date;
  /** Set where STS refused: nothing was assumed. */
  readonly errorCode: string | null;
  /** The role that was asked for, where the record names it. */
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  /** Of the credentials that STS gave. */
  readonly accessKeyId: string | null;
  readonly caller: TrailCaller;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

const account = z.string().regex(/^\d{12}$/);
const arn = z.string().max(2048);
const name = z.string().max(64);
const absent = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? null);
/** Chosen by whoever calls, and only shown: cut, where a longer one would make the record unreadable. */
const shown = absent(z.string().transform((text) => text.slice(0, 1024)));

const detail = z.object({
  eventID: z.guid(),
  eventName: z.string().max(128),
  sharedEventID: absent(z.guid()),
  eventTime: z.iso.datetime().transform((text) => new Date(text)),
  eventSource: z.literal("sts.amazonaws.com"),
  awsRegion: z.string().regex(/^[a-z0-9-]{1,32}$/),
  errorCode: absent(z.string().max(128)),
  errorMessage: shown,
  sourceIPAddress: shown,
  userAgent: shown,
  userIdentity: z.object({
    type: z.string().max(64).default("Unknown"),
    arn: absent(arn),
    accountId: absent(account),
    sessionContext: absent(z.object({ sessionIssuer: absent(z.object({ arn: absent(arn) })) })),
  }),
  requestParameters: absent(
    z.object({ roleArn: absent(arn), roleSessionName: absent(name), sourceIdentity: absent(name) }),
  ),
  responseElements: absent(
    z.object({
      credentials: absent(z.object({ accessKeyId: absent(z.string().max(128)) })),
      sourceIdentity: absent(name),
    }),
  ),
  resources: absent(z.array(z.object({ type: shown, ARN: absent(arn) })).max(32)),
});

const envelope = z.object({ account, source: z.literal("aws.sts"), detail });

/** A refused call has no parameters, and names its role in the message only. */
const REFUSED_ROLE = /on resource: (arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,577})/;

function roleOf({ requestParameters, resources, errorMessage }: z.infer<typeof detail>): string | null {
  const resource = resources?.find(({ type }) => type === "AWS::IAM::Role")?.ARN;
  return requestParameters?.roleArn ?? resource ?? REFUSED_ROLE.exec(errorMessage ?? "")?.[1] ?? null;
}

/**
 * @param value the envelope
 * @returns null for a call that assumes nothing
 * @throws ZodError where it is no record of STS
 */
export function parseTrailRecord(value: unknown): TrailRecord | null {
  const { account: recipient, detail: found } = envelope.parse(value);
  const eventName = ASSUMING_CALLS.find((call) => call === found.eventName);
  if (!eventName) return null;
  const { userIdentity, requestParameters, responseElements } = found;
  return {
    eventId: found.eventID,
    eventName,
    sharedEventId: found.sharedEventID,
    account: recipient,
    region: found.awsRegion,
    occurredAt: found.eventTime,
    errorCode: found.errorCode,
    roleArn: roleOf(found),
    sessionName: requestParameters?.roleSessionName ?? null,
    sourceIdentity: requestParameters?.sourceIdentity ?? responseElements?.sourceIdentity ?? null,
    accessKeyId: responseElements?.credentials?.accessKeyId ?? null,
    caller: {
      type: userIdentity.type,
      arn: userIdentity.arn,
      accountId: userIdentity.accountId,
      roleArn: userIdentity.sessionContext?.sessionIssuer?.arn ?? null,
    },
    sourceAddress: found.sourceIPAddress,
    userAgent: found.userAgent,
  };
}
