import { expect, test } from "@jest/globals";
import { stsRefusal } from "../../lib/credentials/sts-refusal.ts";

const error = (name: string, message = "") => Object.assign(new Error(message), { name });

test.each([
  ["PackedPolicyTooLargeException", "", "packed-policy-too-large", "packed-policy"],
  ["MalformedPolicyDocumentException", "", "envelope", "malformed-for-sts"],
  ["AccessDenied", "", "sts-denied", "access-denied"],
  ["RegionDisabledException", "", "sts-denied", "region-disabled"],
  ["Throttling", "", "dependency-unavailable", "sts-throttled"],
  ["ThrottlingException", "", "dependency-unavailable", "sts-throttled"],
  ["ExpiredTokenException", "", "dependency-unavailable", "own-credentials"],
  [
    "ValidationError",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    "duration",
    "above-role-maximum",
  ],
  [
    "ValidationError",
    "Value 'a:b' at 'roleSessionName' failed to satisfy constraint",
    "session-name",
    "refused-by-sts",
  ],
  ["ValidationError", "Value at 'sourceIdentity' failed to satisfy constraint", "session-name", "refused-by-sts"],
  ["ValidationError", "something else", "internal", "sts-validation"],
  ["TimeoutError", "", "dependency-unavailable", "sts"],
  ["constructor", "", "dependency-unavailable", "sts"],
])("%s %s means %s: %s", (name, message, reason, problem) => {
  expect(stsRefusal(error(name, message))).toMatchObject({ reason, problem });
});

test("what is no error at all counts as STS not answering", () => {
  expect(stsRefusal("nonsense")).toMatchObject({ reason: "dependency-unavailable", problem: "sts" });
});
