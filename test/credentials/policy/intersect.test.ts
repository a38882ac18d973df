import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { combinedEnvelope } from "../../../lib/credentials/policy/intersect.ts";
import { readPolicy } from "../../../lib/credentials/policy/policy-document.ts";
import { UnusableEnvelope } from "../../../lib/roles/envelope.ts";
import { type AccessRequest, isAllowed } from "./evaluate.ts";

const allow = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const combined = (own: object, narrower: object) => readPolicy(combinedEnvelope(JSON.stringify(own), narrower));

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UnusableEnvelope) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return "none";
}

/** Few letters, so that patterns meet often. */
const piece = fc.constantFrom("a", "b", "*", "?", "aa", "ab");
const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const path = fc
  .array(fc.oneof(piece, fc.constantFrom(":", "/", "$" + "{who}")), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(""));
const account = fc.constantFrom("", "1", "*", "?");
const action = fc.oneof(
  { weight: 4, arbitrary: fc.constant("*") },
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom("s", "S", "t"), name).map(([service, each]) => `${service}:${each}`),
  },
);
const resource = fc.oneof(
  { weight: 4, arbitrary: fc.constant("*") },
  { weight: 6, arbitrary: fc.tuple(account, path).map(([id, each]) => `arn:aws:s::${id}:${each}`) },
);
const values = fc.uniqueArray(fc.constantFrom("x", "y", "z"), { minLength: 1, maxLength: 2 });
const condition = fc.dictionary(
  fc.constantFrom("StringEquals", "StringNotEquals", "StringLike"),
  fc.dictionary(fc.constantFrom("who", "where"), values, { minKeys: 1, maxKeys: 2 }),
  { maxKeys: 2 },
);
const some = <Value>(each: fc.Arbitrary<Value>) => fc.array(each, { minLength: 1, maxLength: 2 });
const allowing = fc.record({
  Effect: fc.constant("Allow"),
  Action: some(action),
  Resource: some(resource),
  Condition: condition,
});
const denying = fc.oneof(
  fc.record({ Effect: fc.constant("Deny"), NotAction: some(action), Resource: some(resource), Condition: condition }),
  fc.record({ Effect: fc.constant("Deny"), Action: some(action), NotResource: some(resource), Condition: condition }),
  fc.record({ Effect: fc.constant("Deny"), Action: some(action), Resource: some(resource), Condition: condition }),
);
const anyPolicy = fc
  .tuple(some(allowing), fc.array(denying, { maxLength: 1 }))
  .map(([allows, denials]) => policy(...allows, ...denials));

const letters = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 5 });
const anyRequest: fc.Arbitrary<AccessRequest> = fc.record({
  action: fc.tuple(fc.constantFrom("s", "t"), letters).map(([service, each]) => `${service}:${each}`),
  resource: fc
    .tuple(fc.constantFrom("", "1", "a"), fc.string({ unit: fc.constantFrom("a", "b", ":", "/", "x"), maxLength: 6 }))
    .map(([id, each]) => `arn:aws:s::${id}:${each}`),
  context: fc.dictionary(fc.constantFrom("who", "where"), fc.constantFrom("x", "y", "z", "a")),
});

describe("the intersection of two envelopes", () => {
  test("allows what both allow and nothing else, or is refused", () => {
    let decided = 0;
    let allowed = 0;
    fc.assert(
      fc.property(
        anyPolicy,
        anyPolicy,
        fc.array(anyRequest, { minLength: 12, maxLength: 12 }),
        (left, right, requests) => {
          let both: ReturnType<typeof readPolicy>;
          try {
            both = combined(left, right);
          } catch (error) {
            if (error instanceof UnusableEnvelope) return;
            throw error;
          }
          decided += 1;
          const [one, other] = [readPolicy(left), readPolicy(right)];
          for (const request of requests) {
            const expected = isAllowed(one, request) && isAllowed(other, request);
            if (expected) allowed += 1;
            expect(isAllowed(both, request)).toBe(expected);
          }
        },
      ),
      { numRuns: 800 },
    );
    // Otherwise the property held for want of cases.
    expect(decided).toBeGreaterThan(100);
    expect(allowed).toBeGreaterThan(50);
  });

  test("where it is refused as empty, nothing is allowed by both", () => {
    let empty = 0;
    fc.assert(
      fc.property(
        anyPolicy,
        anyPolicy,
        fc.array(anyRequest, { minLength: 12, maxLength: 12 }),
        (left, right, requests) => {
          if (reasonOf(() => combined(left, right)) !== "envelope: the envelopes have nothing in common") return;
          empty += 1;
          const [one, other] = [readPolicy(left), readPolicy(right)];
          const bothAllow = (each: AccessRequest) => isAllowed(one, each) && isAllowed(other, each);
          expect(requests.filter(bothAllow)).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
    expect(empty).toBeGreaterThan(5);
  });

  test("takes the narrower of two patterns, whichever envelope it comes from", () => {
    const left = policy(allow(["s3:Get*", "sqs:SendMessage"], "arn:aws:s3:::reports/*"));
    const right = policy(allow("s3:GetObject"), allow("sqs:*", "arn:aws:s3:::reports/july/*"));
    expect(combined(left, right).Statement).toEqual([
      { Effect: "Allow", Action: ["s3:getobject"], Resource: ["arn:aws:s3:::reports/*"] },
      { Effect: "Allow", Action: ["sqs:sendmessage"], Resource: ["arn:aws:s3:::reports/july/*"] },
    ]);
  });

  test("keeps what either denies", () => {
    const denied = { Effect: "Deny", NotAction: "s3:*", Resource: "*" };
    const result = combined(policy(allow("*"), denied), policy(allow("*")));
    expect(result.Statement).toEqual([
      { Effect: "Allow", Action: ["*"], Resource: ["*"] },
      { Effect: "Deny", NotAction: ["s3:*"], Resource: ["*"] },
    ]);
  });

  test("joins conditions, so that both must hold", () => {
    const from = (where: string[]) => ({ Condition: { StringEquals: { "aws:RequestedRegion": where } } });
    const left = policy(allow("s3:*", "*", from(["eu-central-1", "eu-west-1"])));
    const right = policy(
      allow("s3:*", "*", { Condition: { ...from(["eu-west-1"]).Condition, Bool: { "aws:SecureTransport": true } } }),
    );
    expect(combined(left, right).Statement).toMatchObject([
      {
        Condition: {
          StringEquals: { "aws:RequestedRegion": ["eu-west-1"] },
          Bool: { "aws:SecureTransport": ["true"] },
        },
      },
    ]);
  });

  test("does not take a variable for the single characters it is written with", () => {
    const variable = "arn:aws:s3:::home/$" + "{who}";
    const questions = `arn:aws:s3:::home/${"?".repeat(6)}`;
    expect(reasonOf(() => combined(policy(allow("s3:*", variable)), policy(allow("s3:*", questions))))).toMatch(
      "overlap",
    );
  });

  test("does not let a wildcard reach over a colon of an ARN", () => {
    const wide = policy(allow("s3:*", "arn:aws:s3:*:*:reports"));
    const narrow = policy(allow("s3:*", "arn:aws:s3:eu:1:reports"));
    expect(combined(wide, narrow).Statement).toMatchObject([{ Resource: ["arn:aws:s3:eu:1:reports"] }]);
    expect(
      reasonOf(() =>
        combined(policy(allow("s3:*", "arn:*:*:*:*:*ports")), policy(allow("s3:*", "arn:aws:s3:::a:reports"))),
      ),
    ).toBe("none");
  });
});

describe("an envelope that is refused", () => {
  const everything = policy(allow("*"));
  test.each([
    ["envelope-too-long", policy(allow("s3:GetObject", `arn:aws:s3:::${"x".repeat(2100)}`)), everything],
    ["expected at least one|Statement", { Version: "2012-10-17" }, everything],
    ["Version", { ...everything, Version: "2008-10-17" }, everything],
    ["Principal", policy({ ...allow("s3:*"), Principal: "*" }), everything],
    ["either Action or NotAction", policy({ ...allow("s3:*"), NotAction: "s3:*" }), everything],
    ["ARN", policy(allow("s3:*", "bucket")), everything],
    ["an action such as", policy(allow("s3")), everything],
    ["plain ASCII", policy(allow("s3:Gët")), everything],
    ["by NotAction", policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), everything],
    ["neither covers the other", policy(allow("s3:Get*")), policy(allow("s3:*Object"))],
    [
      "with other values",
      policy(allow("*", "*", { Condition: { StringLike: { "aws:PrincipalArn": "a*" } } })),
      policy(allow("*", "*", { Condition: { StringLike: { "aws:principalarn": "*b" } } })),
    ],
    ["nothing in common", policy(allow("s3:*")), policy(allow("sqs:*"))],
  ])("%s (%#)", (words, left, right) => {
    expect(reasonOf(() => combined(left, right))).toMatch(new RegExp(words));
  });

  test("two envelopes that are too large together", () => {
    const long = (letter: string) =>
      policy(...Array.from({ length: 8 }, (_, index) => allow("s3:*", `arn:aws:s3:::${letter.repeat(150)}${index}/*`)));
    const denials = (letter: string) =>
      policy(allow("*"), ...long(letter).Statement.map((each) => ({ ...each, Effect: "Deny" })));
    expect(reasonOf(() => combined(denials("a"), denials("b")))).toMatch("envelope-too-long: the envelopes come to");
  });

  test("text that is no JSON", () => {
    expect(reasonOf(() => combinedEnvelope(null, "{"))).toMatch("JSON text");
  });
});

test("a single envelope is passed on: the mapping's as it was written, another as it was understood", () => {
  const text = '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" } }';
  expect(combinedEnvelope(text, null)).toBe(text);
  expect(combinedEnvelope(null, text)).toBe(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}',
  );
  expect(combinedEnvelope(null, undefined)).toBeNull();
});
