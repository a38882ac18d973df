import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { createPseudonymizer } from "../../../lib/identity/pseudonyms.ts";
import { readRoles } from "../../../lib/saml/assertion/read-roles.ts";
import { readIdentity } from "../../../lib/saml/steps/read-identity.ts";
import { testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import { addedBy, readBuilt, refusedBy } from "../steps/run-step.ts";

const ROLE = "arn:aws:iam::111122223333:role/team/auditor";
const OTHER = "arn:aws:iam::444455556666:role/developer";
const provider = (account: string) => `arn:aws:iam::${account}:saml-provider/Okta`;

const multiple = { roleFormat: "multiple", roleDelimiter: ";" } as const;
const single = { roleFormat: "single", roleDelimiter: ";" } as const;
const delimited = { roleFormat: "delimited", roleDelimiter: ";" } as const;
const aws = { roleFormat: "aws", roleDelimiter: ";" } as const;

describe("roles, one a value", () => {
  test("each once, in their order, without the white space around them", () => {
    expect(readRoles([" b ", "a", "b", "", "  "], multiple)).toEqual(["b", "a"]);
  });

  test("with delimiters that belong to the role", () => {
    expect(readRoles(["a;b", "c,d"], multiple)).toEqual(["a;b", "c,d"]);
  });

  test("none where the attribute is missing", () => {
    for (const policy of [multiple, single, delimited, aws]) expect(readRoles([], policy)).toEqual([]);
  });
});

describe("a single role", () => {
  test("is the value", () => {
    expect(readRoles([" admin "], single)).toEqual(["admin"]);
    expect(readRoles(["admin", "admin", ""], single)).toEqual(["admin"]);
  });

  test("is refused where there are several, without saying which", () => {
    expect(() => readRoles(["admin", "auditor"], single)).toThrow(
      expect.objectContaining({ problem: "several-role-values", found: "2 values", expected: "one value" }),
    );
  });
});

describe("delimited roles", () => {
  test("are cut out of every value, empty ones left out", () => {
    expect(readRoles(["admin; auditor;;", "deployer;admin"], delimited)).toEqual(["admin", "auditor", "deployer"]);
  });

  test("by the delimiter of the provider and no other", () => {
    expect(readRoles(["a,b;c"], { ...delimited, roleDelimiter: "," })).toEqual(["a", "b;c"]);
    expect(readRoles(["a b"], { ...delimited, roleDelimiter: " " })).toEqual(["a", "b"]);
  });

  test("give back what was joined, whatever the roles are", () => {
    const role = fc
      .string({ minLength: 1, unit: "binary" })
      .filter((each) => !each.includes(";") && each.trim() === each);
    fc.assert(
      fc.property(fc.uniqueArray(role, { maxLength: 10 }), (roles) => {
        expect(readRoles([roles.join(";")], delimited)).toEqual(roles.filter((each) => each !== ""));
      }),
      { seed: 20261121, numRuns: 40 },
    );
  });
});

describe("roles as AWS's own sign-in takes them", () => {
  test("are the role's ARN, in either order", () => {
    const values = [`${ROLE},${provider("111122223333")}`, ` ${provider("444455556666")} , ${OTHER} `];
    expect(readRoles(values, aws)).toEqual([ROLE, OTHER]);
  });

  test("count once where two providers vouch for the same role", () => {
    const values = [`${ROLE},${provider("111122223333")}`, `${ROLE},${provider("111122223333")}2`];
    expect(readRoles(values, aws)).toEqual([ROLE]);
  });

  test.each([
    ["a role alone", ROLE],
    ["a provider alone", provider("111122223333")],
    ["two roles", `${ROLE},${OTHER}`],
    ["three parts", `${ROLE},${provider("111122223333")},${OTHER}`],
    ["a provider of another account", `${ROLE},${provider("444455556666")}`],
    ["a provider of another partition", `${ROLE},${provider("111122223333").replace("arn:aws:", "arn:aws-cn:")}`],
    ["a user in place of the role", `arn:aws:iam::111122223333:user/x,${provider("111122223333")}`],
    ["anything else", "admin"],
  ])("are refused for %s, by the value's place and not its content", (_, value) => {
    expect(() => readRoles([`${OTHER},${provider("444455556666")}`, value], aws)).toThrow(
      expect.objectContaining({ problem: "aws-role-value", found: "value 2 of 2" }),
    );
  });
});

describe("a login whose roles come in the provider's own way", () => {
  const read = readIdentity(createPseudonymizer({ current: "k1", keys: { k1: randomBytes(32) } }), []);
  const given = (roles: readonly string[], policy: Partial<IdentityProvider>) => ({
    assertion: readBuilt({ roles }).assertion,
    provider: testIdentityProvider("acme", policy),
    configuration: testConfiguration(),
  });

  test("has them cut", async () => {
    const added = await addedBy(read, given(["admin,auditor"], { roleFormat: "delimited", roleDelimiter: "," }));
    expect(added.samlRoles).toEqual(["admin", "auditor"]);
  });

  test("is refused where they are not as configured, which names the attribute and no value", async () => {
    expect(await refusedBy(read, given(["admin", "auditor"], { roleFormat: "aws" }))).toMatchObject({
      step: "read-identity",
      reason: "attributes",
      problem: "aws-role-value",
      found: "value 1 of 2",
      expected: "roles: role-arn,provider-arn of one account",
    });
  });

  test("is refused where cutting gives more than a hundred", async () => {
    const many = Array.from({ length: 101 }, (_, index) => `role-${index}`).join(";");
    expect(await refusedBy(read, given([many], { roleFormat: "delimited" }))).toMatchObject({
      problem: "too-many-roles",
    });
  });
});
