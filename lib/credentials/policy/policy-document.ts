/** Session policies ("envelopes"), as far as they can be judged: what is not understood is refused, never passed on. */
import { z } from "zod";
import { isResource } from "./pattern.ts";

/** What STS takes as an inline session policy, in characters. */
const MAXIMUM_POLICY_CHARACTERS = 2048;

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

/** A policy that cannot be used as an envelope, or two that cannot be combined into one. */
export class EnvelopeFault extends Error {
  override readonly name = "EnvelopeFault";
  readonly reason: "envelope-invalid" | "envelope-too-large" | "envelope-not-combinable" | "envelope-empty";

  constructor(reason: EnvelopeFault["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EnvelopeFault("envelope-invalid", "the envelope is not JSON");
  }
}

/**
 * @param given a policy as JSON text or as what that text stands for
 * @throws EnvelopeFault where it is above 2,048 characters or no policy that is understood whole
 */
export function readPolicy(given: unknown): PolicyDocument {
  const text = typeof given === "string" ? given : (JSON.stringify(given) ?? "");
  if (text.length > MAXIMUM_POLICY_CHARACTERS) {
    const problem = `the envelope has ${text.length} characters, STS takes at most ${MAXIMUM_POLICY_CHARACTERS}`;
    throw new EnvelopeFault("envelope-too-large", problem);
  }
  const result = policyDocument.safeParse(typeof given === "string" ? parseJson(given) : given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new EnvelopeFault("envelope-invalid", `${issue?.path.join(".") || "the envelope"}: ${issue?.message}`);
}

/**
 * As compact as it gets: STS counts characters, and packs them.
 * @throws EnvelopeFault above 2,048 characters
 */
export function writePolicy(policy: PolicyDocument): string {
  const text = JSON.stringify(policy, (_, value: unknown) =>
    Array.isArray(value) && value.length === 1 && typeof value[0] === "string" ? value[0] : value,
  );
  if (text.length <= MAXIMUM_POLICY_CHARACTERS) return text;
  const problem = `the envelope comes to ${text.length} characters, STS takes at most ${MAXIMUM_POLICY_CHARACTERS}`;
  throw new EnvelopeFault("envelope-too-large", problem);
}
