import { describe, expect, test } from "@jest/globals";
import { readEnvelope, UnusableEnvelope } from "../../lib/roles/envelope.ts";

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::evidence/*" };
const policy = (...statements: readonly object[]) => ({ Version: "2012-10-17", Statement: statements });

/** A policy of exactly so many characters of JSON. */
function ofLength(length: number): object {
  const empty = JSON.stringify(policy({ ...statement, Sid: "" })).length;
  return policy({ ...statement, Sid: "x".repeat(length - empty) });
}

function refusalOf(written: unknown): UnusableEnvelope {
  try {
    readEnvelope(written);
  } catch (error) {
    if (error instanceof UnusableEnvelope) return error;
    throw error;
  }
  throw new Error("expected the envelope to be refused");
}

describe("an envelope", () => {
  test("becomes one line of JSON, whether it was written as an object or as text", () => {
    const json = JSON.stringify(policy(statement));
    expect(readEnvelope(policy(statement))).toBe(json);
    expect(readEnvelope(JSON.stringify(policy(statement), null, 4))).toBe(json);
  });

  test("may have one statement without a list, lists of actions, NotAction, NotResource and conditions", () => {
    const one = { Version: "2012-10-17", Statement: statement };
    expect(readEnvelope(one)).toBe(JSON.stringify(one));
    const deny = { Effect: "Deny", NotAction: ["s3:*", "kms:Decrypt"], NotResource: ["*"], Condition: {} };
    expect(() => readEnvelope(policy(deny, statement))).not.toThrow();
  });

  test("is as long as STS takes, and no longer", () => {
    expect(readEnvelope(ofLength(2_048))).toHaveLength(2_048);
    expect(refusalOf(ofLength(2_049))).toMatchObject({
      reason: "envelope-too-long",
      message: "expected at most 2048 characters of JSON, as STS does; these are 2049",
    });
  });

  test.each([
    ["text that is no JSON", "Allow s3:*", "expected a session policy as an object or as JSON text"],
    ["a list", [statement], "expected a session policy as an object or as JSON text"],
    ["nothing", null, "expected a session policy as an object or as JSON text"],
    ["an older version", { ...policy(statement), Version: "2008-10-17" }, 'expected Version "2012-10-17"'],
    [
      "a version that YAML made a date of",
      { ...policy(statement), Version: new Date(0) },
      'expected Version "2012-10-17"',
    ],
    ["no statement", policy(), "expected at least one Statement"],
    ["a statement that is none", policy([]), "expected each Statement to be an object"],
    ["a principal", policy({ ...statement, Principal: "*" }), "expected no Principal"],
    ["another principal", policy({ ...statement, NotPrincipal: "*" }), "expected no NotPrincipal"],
    ["a misspelt key", policy({ ...statement, Conditions: {} }), "expected no other keys in a Statement"],
    ["no effect", policy({ ...statement, Effect: "allow" }), "expected Effect to be Allow or Deny"],
    ["no action", policy({ Effect: "Allow", Resource: "*" }), "expected either Action or NotAction"],
    ["both actions", policy({ ...statement, NotAction: "*" }), "expected either Action or NotAction"],
    ["an action that is no text", policy({ ...statement, Action: [1] }), "expected either Action or NotAction"],
    ["no resource", policy({ Effect: "Allow", Action: "*" }), "expected either Resource or NotResource"],
    ["letters that STS refuses", policy({ ...statement, Resource: "arn:aws:s3:::prüfung" }), "expected plain ASCII"],
  ])("is refused for %s", (_, written, message) => {
    const refusal = refusalOf(written);
    expect(refusal.reason).toBe("envelope");
    expect(refusal.message).toContain(message);
  });
});
