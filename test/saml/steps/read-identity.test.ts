import { describe, expect, test } from "@jest/globals";
import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { readIdentity } from "../../../lib/saml/steps/read-identity.ts";
import { SERVICE_PROVIDER, testConfiguration, testIdentityProvider } from "../../fixtures/configuration.ts";
import { FORMATS, type NameIdDraft } from "../../fixtures/draft.ts";
import type { ResponseOptions } from "../../fixtures/saml-response.ts";
import { decryptionKeys, pseudonymizer } from "../memory.ts";
import { addedBy, readBuilt, refusedBy } from "./run-step.ts";

const step = readIdentity(pseudonymizer, decryptionKeys);

const given = (options: ResponseOptions = {}, policy: Partial<IdentityProvider> = {}) => ({
  assertion: readBuilt(options).assertion,
  provider: testIdentityProvider("acme", policy),
  configuration: testConfiguration(),
});

const named = (change: Partial<NameIdDraft>, policy?: Partial<IdentityProvider>) =>
  given({ change: ({ assertion }) => void Object.assign(assertion?.nameId ?? {}, change) }, policy);

/** A response whose attribute of that name has these values. */
const having = (name: string, values: readonly string[], policy?: Partial<IdentityProvider>) =>
  given(
    {
      change: ({ assertion }) => {
        if (!assertion) return;
        assertion.attributes = assertion.attributes.filter((each) => each.name !== name);
        assertion.attributes.push({ name, friendlyName: null, style: "plain", values: [...values] });
      },
    },
    policy,
  );

const subjectOf = async (known: ReturnType<typeof given>) => (await addedBy(step, known)).person.subject;

describe("read-identity", () => {
  test("says who the person is, under a pseudonym, and which roles they have", async () => {
    expect(await addedBy(step, given())).toEqual({
      person: {
        subject: pseudonymizer.subject({
          issuer: "https://idp.acme.example/saml",
          value: "ada@acme.example",
          format: FORMATS.email,
          nameQualifier: null,
          spNameQualifier: null,
        }),
        nameId: "ada@acme.example",
        displayName: "Ada Lovelace",
      },
      samlRoles: ["admin", "auditor"],
    });
  });

  test("gives people of the same name at two providers two pseudonyms", async () => {
    const elsewhere = { ...given(), provider: testIdentityProvider("globex") };
    expect(await subjectOf(elsewhere)).not.toBe(await subjectOf(given()));
  });

  test("tells names apart by format and qualifiers (saml-core-2.0 §2.2.2), not by the white space around them", async () => {
    const subjects = await Promise.all(
      [
        named({}),
        named({ format: FORMATS.persistent }),
        named({ nameQualifier: "other" }),
        named({ spNameQualifier: SERVICE_PROVIDER.entityId }),
      ].map(subjectOf),
    );
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(await subjectOf(named({ value: "\n ada@acme.example " }))).toBe(subjects[0]);
  });

  test.each(["service-decryption", "service-decryption-next"] as const)(
    "decrypts an encrypted NameID, for the same pseudonym: %s",
    async (recipient) => {
      expect(await subjectOf(given({ encryptNameId: { recipient } }))).toBe(await subjectOf(given()));
    },
  );

  test("decrypts AES-CBC only where the provider may use it", async () => {
    const options = { encryptNameId: { content: "aes128-cbc" } } as const;
    expect(await subjectOf(given(options, { allowCbcDecryption: true }))).toBe(await subjectOf(given()));
    expect(await refusedBy(step, given(options))).toMatchObject({ reason: "decryption", problem: "encrypted-name-id" });
  });
});

describe("read-identity refuses the name", () => {
  test.each([
    ["that is not there", given({ flaws: ["no-name-id"] }), "no-name-id"],
    ["that is empty", named({ value: "" }), "empty-name-id"],
    ["of white space", named({ value: " \n" }), "empty-name-id"],
    ["of more than 1,024 characters", named({ value: "x".repeat(1025) }), "name-id-too-long"],
    [
      "that is transient, where nothing else names the person",
      named({ format: FORMATS.transient }),
      "transient-name-id",
    ],
    ["that is for another service", named({ spNameQualifier: "https://other.example.test/" }), "sp-name-qualifier"],
  ])("%s", async (_name, known, problem) => {
    expect(await refusedBy(step, known)).toMatchObject({ step: "read-identity", reason: "name-id", problem });
  });

  test("never with the name in its words", async () => {
    const { found, expected } = await refusedBy(step, named({ value: "ada".repeat(1000) }));
    expect([found, expected]).toEqual([null, null]);
  });

  test("but takes one of 1,024 characters", async () => {
    expect(await subjectOf(named({ value: "x".repeat(1024) }))).toMatch(/^subject:k1:/);
  });

  test.each(["name-id-encrypted-to-another-key", "name-id-encrypted-something-else"] as const)(
    "that cannot be decrypted, without a word on why: %s",
    async (flaw) => {
      expect(await refusedBy(step, given({ flaws: [flaw] }))).toMatchObject({
        reason: "decryption",
        problem: "encrypted-name-id",
        found: null,
      });
    },
  );

  test.each([
    ["a comment", "<!-- -->"],
    ["a processing instruction", "<?x y?>"],
    ["another element", "<x/>"],
  ])("that was decrypted and holds %s", async (_name, inside) => {
    const edit = (plaintext: Buffer) => Buffer.from(String(plaintext).replace("ada@", `ada${inside}@`));
    expect(await refusedBy(step, given({ encryptNameId: { editsOfPlaintext: [edit] } }))).toMatchObject({
      reason: "decryption",
    });
  });
});

describe("read-identity, where an attribute names the person,", () => {
  const policy = { subjectAttribute: "employee" };
  const names = (...values: string[]) => having("employee", values, policy);

  test("takes its value for the name, whatever the NameID is", async () => {
    const { person } = await addedBy(step, names(" 1815 "));
    expect(person).toMatchObject({ nameId: "1815", subject: expect.stringMatching(/^subject:k1:/) });
    const transient = given(
      { nameIdFormat: FORMATS.transient, nameId: "x", change: ({ assertion }) => assertion?.attributes.push(employee) },
      policy,
    );
    expect(await subjectOf(transient)).toBe(person.subject);
  });

  test("takes one of 1,024 characters", async () => {
    expect(await subjectOf(names("x".repeat(1024)))).toMatch(/^subject:k1:/);
  });

  test("does not take it for a NameID of the same text", async () => {
    expect(await subjectOf(names("ada@acme.example"))).not.toBe(await subjectOf(given()));
  });

  test.each([[[]], [[""]], [[" "]], [["1815", "1816"]], [["x".repeat(1025)]]])(
    "refuses the values %j",
    async (values) => {
      const { found, ...refused } = await refusedBy(step, names(...values));
      expect(refused).toMatchObject({
        reason: "attributes",
        problem: "subject-attribute",
        expected: "one value of employee",
      });
      expect(found).toBeNull();
    },
  );

  const employee = { name: "employee", friendlyName: null, style: "plain" as const, values: ["1815"] };
});

describe("read-identity wants every attribute that the policy requires", () => {
  test("with one value that is not empty", async () => {
    const policy = { requiredAttributes: ["email", "department"] };
    expect(await addedBy(step, having("department", ["", "R&D"], policy))).toBeDefined();
  });

  test.each([
    ["is missing", given({}, { requiredAttributes: ["email", "department", "floor"] }), "department floor"],
    ["has no value", having("email", [], { requiredAttributes: ["email"] }), "email"],
    ["has empty ones only", having("email", ["", " "], { requiredAttributes: ["email"] }), "email"],
  ])("and refuses where one %s", async (_name, known, expected) => {
    expect(await refusedBy(step, known)).toMatchObject({
      reason: "attributes",
      problem: "required-attribute-missing",
      expected,
    });
  });
});

describe("read-identity finds the roles", () => {
  const rolesOf = async (known: ReturnType<typeof given>) => (await addedBy(step, known)).samlRoles;

  test("in the attribute that the policy names: each once, in order, without white space, none empty", async () => {
    expect(await rolesOf(having("groups", ["b", " a ", "", "b", "a"], { roleAttribute: "groups" }))).toEqual([
      "b",
      "a",
    ]);
  });

  test("none where the attribute is missing: which roles let somebody in is the next step's question", async () => {
    expect(await rolesOf(given({ flaws: ["no-role-attribute"] }))).toEqual([]);
  });

  test("written as the policy says", async () => {
    const policy = { roleFormat: "delimited", roleDelimiter: ";" } as const;
    expect(await rolesOf(having("roles", ["a; b;a", "c"], policy))).toEqual(["a", "b", "c"]);
  });

  test("and refuses where they are written in another way", async () => {
    expect(await refusedBy(step, having("roles", ["a", "b"], { roleFormat: "single" }))).toMatchObject({
      reason: "attributes",
      problem: "several-role-values",
      found: "2 values",
      expected: "roles: one value",
    });
  });

  test("up to a hundred, and refuses one more", async () => {
    const roles = Array.from({ length: 101 }, (_, index) => `role-${index}`);
    expect(await rolesOf(having("roles", roles.slice(0, 100)))).toHaveLength(100);
    expect(await refusedBy(step, having("roles", roles))).toMatchObject({
      reason: "attributes",
      problem: "too-many-roles",
      found: "101",
      expected: "at most 100",
    });
  });
});

describe("read-identity greets the person", () => {
  const greeting = async (known: ReturnType<typeof given>) => (await addedBy(step, known)).person.displayName;

  test("by the attribute that the policy names, in 128 characters", async () => {
    expect(await greeting(having("cn", [" Grace "], { displayNameAttribute: "cn" }))).toBe("Grace");
    expect(await greeting(having("cn", ["x".repeat(200)], { displayNameAttribute: "cn" }))).toHaveLength(128);
  });

  test("by name, where there is none or it is empty", async () => {
    const provider = testIdentityProvider("acme");
    const { displayNameAttribute: _, ...unnamed } = provider;
    expect(await greeting({ ...given(), provider: unnamed })).toBe("ada@acme.example");
    expect(await greeting(having("displayName", [" "]))).toBe("ada@acme.example");
    expect(await greeting(having("displayName", []))).toBe("ada@acme.example");
  });
});
