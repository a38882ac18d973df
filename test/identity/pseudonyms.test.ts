import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { pseudonym } from "../../lib/events/fields.ts";
import { createPseudonymizer, type SubjectIdentifier } from "../../lib/identity/pseudonyms.ts";

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ring = { current: "k1", keys: { k1: key(1), k2: key(2) } };
const pseudonyms = createPseudonymizer(ring);

const ada: SubjectIdentifier = {
  issuer: "https://idp.example/metadata",
  nameQualifier: null,
  spNameQualifier: null,
  format: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  value: "ada@example.com",
};

describe("a pseudonym", () => {
  test("is of the form that the event contract asks for, whatever its kind", () => {
    const made = [
      pseudonyms.subject(ada),
      pseudonyms.address("192.0.2.1"),
      pseudonyms.userAgent("Mozilla/5.0"),
      pseudonyms.roleValue("cn=readers"),
    ];
    for (const each of made) expect(pseudonym.parse(each)).toBe(each);
  });

  test("is the HMAC-SHA-256 over the kind and each part with its length in front", () => {
    // printf '7:address9:192.0.2.1' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01 -binary | base64url
    expect(pseudonyms.address("192.0.2.1")).toBe("address:k1:r1nDFUHtUW3ol-1bTbiJyFAXrtV3XHTV2iTcQ-Jo0cg");
  });

  test("is the same for the same person, and another under another key", () => {
    expect(pseudonyms.subject({ ...ada })).toBe(pseudonyms.subject(ada));
    const rotated = createPseudonymizer({ ...ring, current: "k2" });
    expect(rotated.subject(ada)).toMatch(/^subject:k2:/);
    expect(rotated.subject(ada).slice(11)).not.toBe(pseudonyms.subject(ada).slice(11));
  });

  test("of the same text differs from kind to kind", () => {
    const hashes = [pseudonyms.address("x"), pseudonyms.userAgent("x"), pseudonyms.roleValue("x")];
    expect(new Set(hashes.map((each) => each.split(":")[2])).size).toBe(3);
  });

  test("tells an absent qualifier from an empty one", () => {
    expect(pseudonyms.subject({ ...ada, nameQualifier: "" })).not.toBe(pseudonyms.subject(ada));
  });

  test("never joins two different people, wherever the boundaries of their parts lie", () => {
    const part = fc.option(fc.constantFrom("", "a", "1:a", "a1:", "-:", "é"), { nil: null });
    const person = fc.record({
      issuer: fc.constantFrom("a", "1:a", "aa"),
      nameQualifier: part,
      spNameQualifier: part,
      format: part,
      value: fc.constantFrom("", "a", "é", "1:a"),
    });
    fc.assert(
      fc.property(person, person, (one, other) => {
        const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
        expect(pseudonyms.subject(one) === pseudonyms.subject(other)).toBe(same);
      }),
    );
  });

  test("is not made without the current key", () => {
    expect(() => createPseudonymizer({ ...ring, current: "k9" })).toThrow(/lacks its current key k9/);
  });
});
