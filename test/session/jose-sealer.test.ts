import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EncryptJWT } from "jose";
import { createSessionSealer, SessionTooLarge } from "../../lib/session/jose-sealer.ts";
import type { Session } from "../../lib/session/session.ts";

const NOW = new Date("2026-08-03T10:00:00.745Z");
const LATER = new Date(NOW.getTime() + 3_600_000);
const K1 = new Uint8Array(randomBytes(32));
const K2 = new Uint8Array(randomBytes(32));

const session: Session = {
  id: "01K1V0000000000000000000AA",
  subject: `subject:k1:${"a".repeat(43)}`,
  displayName: "Ada Lovelace",
  identityProviderId: "acme",
  samlRoles: ["admin", "auditor"],
  issuedAt: NOW,
  expiresAt: LATER,
};

const sealer = createSessionSealer({ current: "k1", keys: { k1: K1 } });

interface Forgery {
  readonly change?: (token: EncryptJWT) => EncryptJWT;
  readonly header?: { readonly kid?: string };
  readonly key?: Uint8Array;
}

/** A token that differs from a sealed session in one point. */
async function forged({ change = (token) => token, header = { kid: "k1" }, key = K1 }: Forgery): Promise<string> {
  const token = new EncryptJWT({ name: "Ada", idp: "acme", roles: [] })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", ...header })
    .setIssuer("samltrail-session")
    .setAudience("samltrail-session")
    .setSubject("somebody")
    .setJti("some-id")
    .setIssuedAt(NOW)
    .setExpirationTime(LATER);
  return change(token).encrypt(key);
}

describe("a sealed session", () => {
  test("comes back as it was, to the millisecond", async () => {
    expect(await sealer.open(await sealer.seal(session), NOW)).toEqual(session);
  });

  test("shows nothing of what it holds", async () => {
    const sealed = await sealer.seal(session);
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("Ada");
    expect(sealed.split(".").map((part) => Buffer.from(part, "base64url").toString())[0]).toBe(
      '{"alg":"dir","enc":"A256GCM","kid":"k1","zip":"DEF"}',
    );
  });

  test("ends at its last millisecond, by the injected clock", async () => {
    const sealed = await sealer.seal(session);
    expect(await sealer.open(sealed, new Date(LATER.getTime() - 1))).not.toBeNull();
    expect(await sealer.open(sealed, LATER)).toBeNull();
  });

  test("fits fifty long roles of the usual kinds into one cookie", async () => {
    const samlRoles = Array.from({ length: 50 }, (_, index) => `arn:aws:iam::123456789012:role/team-${index}-operator`);
    expect((await sealer.seal({ ...session, samlRoles })).length).toBeLessThan(3800);
  });

  test("is refused at sealing where no cookie could hold it", async () => {
    const samlRoles = Array.from({ length: 50 }, () => randomBytes(96).toString("base64"));
    await expect(sealer.seal({ ...session, samlRoles })).rejects.toThrow(SessionTooLarge);
  });
});

describe("a rotated key ring", () => {
  const rotated = createSessionSealer({ current: "k2", keys: { k1: K1, k2: K2 } });

  test("opens what the old key sealed and seals with the new one", async () => {
    expect(await rotated.open(await sealer.seal(session), NOW)).toEqual(session);
    expect(await sealer.open(await rotated.seal(session), NOW)).toBeNull();
  });

  test("stops opening what a removed key sealed", async () => {
    const withoutOld = createSessionSealer({ current: "k2", keys: { k2: K2 } });
    expect(await withoutOld.open(await sealer.seal(session), NOW)).toBeNull();
  });

  test.each([
    ["lacks its current key", { current: "k3", keys: { k1: K1 } }, /does not hold its current key/],
    ["holds a short key", { current: "k1", keys: { k1: K1.slice(0, 16) } }, /k1 has 16 bytes, expected 32/],
  ])("that %s is refused at once", (_name, ring, message) => {
    expect(() => createSessionSealer(ring)).toThrow(message);
  });
});

describe("what is not a session gives null and never throws", () => {
  test.each<[string, Forgery]>([
    ["another audience", { change: (token) => token.setAudience("somewhere-else") }],
    ["another issuer", { change: (token) => token.setIssuer("somebody-else") }],
    ["no claims", { change: () => new EncryptJWT({}).setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: "k1" }) }],
    ["an unknown key id", { header: { kid: "k9" } }],
    ["a key id of the object's prototype", { header: { kid: "constructor" } }],
    ["no key id", { header: {} }],
    ["another key under a known key id", { key: K2 }],
  ])("%s", async (_name, forgery) => {
    expect(await sealer.open(await forged(forgery), NOW)).toBeNull();
  });

  test("a good token of the same making is a session, so the cases above fail for what they name", async () => {
    expect(await sealer.open(await forged({}), NOW)).not.toBeNull();
  });

  test("one changed character anywhere", async () => {
    const sealed = await sealer.seal(session);
    for (let index = 0; index < sealed.length; index += 7) {
      const other = sealed[index] === "A" ? "B" : "A";
      expect(await sealer.open(sealed.slice(0, index) + other + sealed.slice(index + 1), NOW)).toBeNull();
    }
  });

  test("arbitrary text, and text of a token's form", async () => {
    const part = fc.string({ unit: "grapheme", maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(part, { minLength: 5, maxLength: 5 }).map((parts) => parts.join(".")),
        ),
        async (text) => (await sealer.open(text, NOW)) === null,
      ),
      { numRuns: 200 },
    );
  });

  test("text longer than any cookie", async () => {
    expect(await sealer.open("a.".repeat(1_000_000), NOW)).toBeNull();
  });
});
