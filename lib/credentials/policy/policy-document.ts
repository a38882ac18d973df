/** Session policies ("envelopes"), as far as they can be judged: what is not understood is refused, never passed on. */
import * as z from "zod";
import { MAXIMUM_ENVELOPE_LENGTH, readEnvelope, UnusableEnvelope } from "../../roles/envelope.ts";
import { isResource } from "./pattern.ts";

const printableAscii = z.string().regex(/^[\x20-\x7e]+$/, "expected printable ASCII");

const oneOrMore = <Element extends z.ZodType>(element: Element) =>
  z
    .union([element, z.array(element).min(1)])
    .transform((value) => (Array.isArray(value) ? value : [value])) as z.ZodType<readonly z.output<Element>[], unknown>;

const action = printableAscii.regex(/^(\*|[\w-]+:[\w*?]+)$/, "expected an action such as s3:GetObject");
const resource = printableAscii.refine(isResource, "expected * or an ARN with its six parts");
const conditionValue = z.union([printableAscii, z.boolean(), z.number()]).transform(String);

const condition = z.record(z.string().regex(/^[A-Za-z:]+$/), z.record(printableAscii, oneOrMore(conditionValue)));

const statement = z
  .strictObject({
    Sid: z.string().max(128).optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Action: oneOrMore(action).optional(),
    NotAction: oneOrMore(action).optional(),
    Resource: oneOrMore(resource).optional(),
    NotResource: oneOrMore(resource).optional(),
    Condition: condition.optional(),
  })
  .refine(
    ({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined),
    "expected Action or NotAction",
  )
  .refine(
    ({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined),
    "expected Resource or NotResource",
  );

const policyDocument = z.strictObject({
  // Only this version knows variables: in the older one `${…}` is text.
  Version: z.literal("2012-10-17"),
  Id: z.string().max(128).optional(),
  Statement: oneOrMore(statement),
});

export type Statement = z.output<typeof statement>;
export type Conditions = z.output<typeof condition>;
export type PolicyDocument = z.output<typeof policyDocument>;

/**
 * Reads an envelope in order to combine it with another: it must be understood whole.
 * @param written a policy as an object or as JSON text
 * @throws UnusableEnvelope
 */
export function readPolicy(written: unknown): PolicyDocument {
  const result = policyDocument.safeParse(JSON.parse(readEnvelope(written)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UnusableEnvelope("envelope", `${issue?.path.join(".") || "the envelope"}: ${issue?.message}`);
}

/**
 * As compact as it gets: STS counts characters, and packs them.
 * @throws UnusableEnvelope above 2,048 characters
 */
export function writePolicy(policy: PolicyDocument): string {
  const text = JSON.stringify(policy, (_, value: unknown) =>
    Array.isArray(value) && value.length === 1 && typeof value[0] === "string" ? value[0] : value,
  );
  if (text.length <= MAXIMUM_ENVELOPE_LENGTH) return text;
  const problem = `the envelopes come to ${text.length} characters, STS takes at most ${MAXIMUM_ENVELOPE_LENGTH}`;
  throw new UnusableEnvelope("envelope-too-long", problem);
}
