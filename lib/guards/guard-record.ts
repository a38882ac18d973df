/**
 * A CloudTrail record of a call that may change a guard, as EventBridge delivers it. Whoever called chose much of it, so every text is
 * bounded, and what is not needed is not read.
 */
import * as z from "zod";
import { type Guard, watchedCall } from "./watched-calls.ts";

export interface GuardRecord {
  readonly guard: Guard;
  readonly anyResource: boolean;
  /** `events:DisableRule`. */
  readonly action: string;
  readonly eventId: string;
  readonly requestId: string | null;
  readonly occurredAt: Date;
  readonly account: string;
  readonly region: string;
  readonly errorCode: string | null;
  readonly caller: {
    readonly type: string;
    /** ARN, or what else says who it was. */
    readonly principal: string;
    /** ARN of the role whose session called. */
    readonly roleArn: string | null;
    /** The AWS service that called for them. */
    readonly through: string | null;
  };
  /** Every text of the record that may name what was changed, in order. */
  readonly texts: readonly string[];
}

const account = z.string().regex(/^\d{12}$/);
const absent = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? null);
/** Cut, where a longer one would make the record unreadable: none of them decides anything. */
const shown = (maximum: number) => absent(z.string().transform((text) => text.slice(0, maximum)));

const detail = z.object({
  eventID: z.guid(),
  eventName: z.string().max(128),
  eventSource: z.string().max(128),
  eventTime: z.iso.datetime().transform((text) => new Date(text)),
  awsRegion: z.string().regex(/^[a-z0-9-]{1,32}$/),
  requestID: shown(64),
  errorCode: shown(128),
  errorMessage: shown(4096),
  userIdentity: z.object({
    type: z.string().max(64).default("Unknown"),
    arn: shown(2048),
    principalId: shown(1024),
    accountId: shown(64),
    invokedBy: shown(128),
    sessionContext: absent(z.object({ sessionIssuer: absent(z.object({ arn: shown(2048) })) })),
  }),
  requestParameters: z.unknown().optional(),
  responseElements: z.unknown().optional(),
  resources: z.unknown().optional(),
});

const envelope = z.object({ account, source: z.string().startsWith("aws."), detail });

const [MAXIMUM_DEPTH, MAXIMUM_TEXTS] = [8, 2000];

/** A refused call may have no parameters, and names its resource in the message only. */
const REFUSED_RESOURCE = /on resource: (arn:[^\s"]{1,2048})/;

function collect(value: unknown, texts: string[], depth = 0): void {
  if (texts.length >= MAXIMUM_TEXTS || depth > MAXIMUM_DEPTH) return;
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) collect(inner, texts, depth + 1);
  }
}

function textsOf({ requestParameters, responseElements, resources, errorMessage }: z.infer<typeof detail>): string[] {
  const texts: string[] = [];
  for (const part of [requestParameters, resources, responseElements]) collect(part, texts);
  const refused = REFUSED_RESOURCE.exec(errorMessage ?? "")?.[1];
  return refused === undefined ? texts : [...texts, refused];
}

/** `UpdateFunctionCode20150331v2` is UpdateFunctionCode to everybody. */
const plainName = (eventName: string): string => eventName.replace(/\d{8}(v\d)?$/, "");

/**
 * @param value the envelope
 * @returns null for a call that changes no guard
 * @throws ZodError where it is no record of CloudTrail
 */
export function parseGuardRecord(value: unknown): GuardRecord | null {
  const { account: recipient, detail: found } = envelope.parse(value);
  const watched = watchedCall(found.eventSource, found.eventName);
  if (!watched) return null;
  const { userIdentity } = found;
  const { type, arn, principalId, accountId, invokedBy, sessionContext } = userIdentity;
  return {
    guard: watched.guard,
    anyResource: watched.anyResource ?? false,
    action: `${watched.service}:${plainName(found.eventName)}`,
    eventId: found.eventID,
    requestId: found.requestID,
    occurredAt: found.eventTime,
    account: recipient,
    region: found.awsRegion,
    errorCode: found.errorCode,
    caller: {
      type,
      principal: arn ?? [type, principalId, accountId, invokedBy].filter((part) => part !== null).join(" "),
      roleArn: sessionContext?.sessionIssuer?.arn ?? null,
      through: invokedBy,
    },
    texts: textsOf(found),
  };
}
