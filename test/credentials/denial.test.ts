import { expect, test } from "@jest/globals";
import { denialInstant, denialName, denialPolicy, isSpentDenial } from "../../lib/credentials/revoke/denial.ts";
import { sourceIdentityOf, subjectOf } from "../../lib/credentials/source-identity.ts";

const SUBJECT = `subject:k1:${"s".repeat(43)}`;
const NOW = new Date("2026-08-03T10:00:00.400Z");
const person = {
  sourceIdentity: sourceIdentityOf(SUBJECT) ?? "",
  agentTokenId: null,
  issuedBefore: denialInstant(NOW),
};

test("denies a person everything, for what was issued until a few seconds from now", () => {
  expect(JSON.parse(denialPolicy(person))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: {
          StringEquals: { "aws:SourceIdentity": `k1.${"s".repeat(43)}` },
          DateLessThan: { "aws:TokenIssueTime": "2026-08-03T10:00:06Z" },
        },
      },
    ],
  });
});

test("denies a program only what it obtained itself", () => {
  const [statement] = JSON.parse(denialPolicy({ ...person, agentTokenId: "01K1V0000000000000000000AA" })).Statement;
  expect(statement.Condition.StringEquals).toEqual({
    "aws:SourceIdentity": person.sourceIdentity,
    "aws:PrincipalTag/samltrail-agent": "01K1V0000000000000000000AA",
  });
});

test("is named so that IAM takes it, another revocation gets another name, and it is known as spent once nothing it denies can run", () => {
  const name = denialName(person);
  expect(name).toMatch(/^samltrail-revoked-20260803T100006Z-[0-9a-f]{12}$/);
  expect(denialName({ ...person, agentTokenId: "x" })).not.toBe(name);
  const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
  expect(isSpentDenial(name, hours(1.9))).toBe(false);
  expect(isSpentDenial(name, hours(2.1))).toBe(true);
  expect(isSpentDenial("samltrail-revoked-by-hand", hours(24))).toBe(false);
  expect(isSpentDenial("somebody-elses", hours(24))).toBe(false);
});

test("a source identity leads back to the one pseudonym it was made of, and is what STS takes", () => {
  const longest = `subject:${"k".repeat(16)}:${"-_".repeat(21)}a`;
  expect(sourceIdentityOf(longest)).toMatch(/^[\w+=,.@-]{2,64}$/);
  expect(subjectOf(sourceIdentityOf(longest) ?? "")).toBe(longest);
  expect(sourceIdentityOf(`address:k1:${"s".repeat(43)}`)).toBeNull();
  expect(subjectOf("somebody@example.com")).toBeNull();
});
