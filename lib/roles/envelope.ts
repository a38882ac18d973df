/** An envelope: the session policy that credentials of a mapping are narrowed by. */

/** What STS takes as a session policy, in characters. */
export const MAXIMUM_ENVELOPE_LENGTH = 2_048;

const VERSION = "2012-10-17";
const STATEMENT_KEYS: readonly string[] = [
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** What is wrong with an envelope, in words for whoever wrote it. */
export class UnusableEnvelope extends Error {
  override readonly name = "UnusableEnvelope";
  readonly reason: "envelope" | "envelope-too-long";

  constructor(reason: "envelope" | "envelope-too-long", message: string) {
    super(message);
    this.reason = reason;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): boolean =>
  typeof value === "string" ||
  (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string"));

function statementProblem(statement: unknown): string | null {
  if (!isRecord(statement)) return "expected each Statement to be an object";
  const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.includes(key));
  if (unknown !== undefined) {
    return unknown.endsWith("Principal")
      ? `expected no ${unknown}: a session policy has none`
      : "expected no other keys in a Statement than those of an IAM policy";
  }
  const { Effect, Action, NotAction, Resource, NotResource } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") return "expected Effect to be Allow or Deny in each Statement";
  if (isTexts(Action) === isTexts(NotAction)) return "expected either Action or NotAction in each Statement";
  if (isTexts(Resource) === isTexts(NotResource)) return "expected either Resource or NotResource in each Statement";
  return null;
}

function parsed(written: unknown): unknown {
  if (typeof written !== "string") return written;
  try {
    return JSON.parse(written);
  } catch {
    throw new UnusableEnvelope("envelope", "expected a session policy as an object or as JSON text");
  }
}

/**
 * Reads an envelope as a person or a program wrote it: an object, or JSON text.
 * @returns one line of JSON, at most 2,048 characters of printable ASCII
 * @throws UnusableEnvelope where it is no session policy, or longer than STS takes.
 */
export function readEnvelope(written: unknown): string {
  const policy = parsed(written);
  if (!isRecord(policy))
    throw new UnusableEnvelope("envelope", "expected a session policy as an object or as JSON text");
  if (policy.Version !== VERSION) {
    throw new UnusableEnvelope(
      "envelope",
      `expected Version "${VERSION}", in quotes: older ones lack policy variables`,
    );
  }
  const statements = Array.isArray(policy.Statement) ? (policy.Statement as unknown[]) : [policy.Statement];
  if (statements.length === 0) throw new UnusableEnvelope("envelope", "expected at least one Statement");
  for (const statement of statements) {
    const problem = statementProblem(statement);
    if (problem) throw new UnusableEnvelope("envelope", problem);
  }
  const json = JSON.stringify(policy);
  if (!/^[\x20-\x7e]*$/.test(json)) throw new UnusableEnvelope("envelope", "expected plain ASCII in a session policy");
  if (json.length > MAXIMUM_ENVELOPE_LENGTH) {
    throw new UnusableEnvelope(
      "envelope-too-long",
      `expected at most ${MAXIMUM_ENVELOPE_LENGTH} characters of JSON, as STS does; these are ${json.length}`,
    );
  }
  return json;
}
