import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { published } from "../../certificates/helpers/watched-stage.ts";
import { pinnedCertificate } from "../../fixtures/keys.ts";
import { certificatesAtCommandLine } from "./certificates-at-command-line.ts";

const { certificates, certificatesOf, provides, deploy, inForce, told, at, passes } = certificatesAtCommandLine();

const fingerprint = (name: Parameters<typeof pinnedCertificate>[0]) => pinnedCertificate(name).fingerprint;
const DAY = 86_400_000;

describe("samltrail certificates", () => {
  test("lists the providers' and the service provider's own, and is content where nobody has to act", async () => {
    const { code, out } = await certificates();
    expect(code).toBe(0);
    const rows = out.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual([
      "of",
      "purpose",
      "subject",
      "fingerprint",
      "not before",
      "not after",
      "days left",
      "state",
    ]);
    expect(rows.slice(2).map(([of, purpose, , shown, , , , state]) => [of, purpose, shown, state])).toEqual([
      ["okta", "signing", fingerprint("acme-rsa").slice(0, 16), "good"],
      ["service provider", "signing", fingerprint("service-signing").slice(0, 16), "good"],
      ["service provider", "decryption", fingerprint("service-decryption").slice(0, 16), "good"],
    ]);
  });

  test("says what to do about one that runs out, by its exit code too, and not about one that is replaced", async () => {
    at(new Date(pinnedCertificate("acme-rsa").notAfter.getTime() - 20 * DAY));
    const { code, out } = await certificates();
    expect(code).toBe(1);
    expect(out).toContain("runs out");
    expect(out).toContain("samltrail certificates confirm okta");
    expect((await certificates("--days", "10")).code).toBe(0);
    at(new Date(pinnedCertificate("acme-rsa").notAfter.getTime() + 1000));
    expect((await certificates("--days", "0")).out).toContain("expired");
  });

  test("speaks JSON", async () => {
    await provides(published(["acme-rsa", "acme-rsa-next"]));
    const { code, out } = await certificates("--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      certificates: [{ identityProviderId: "okta", use: "signing", state: "good", replaced: false }, {}, {}],
      waiting: [{ identityProviderId: "okta", outcome: "awaiting-confirmation", changes: ["certificate-added"] }],
      rotations: [],
    });
  });

  test("says which arguments make no sense", async () => {
    expect((await certificates("--days", "many")).error).toContain("--days: expected a number of days");
    expect((await certificatesOf("list", "no-such/stage.yaml")).error).toContain("there is no folder no-such/trust");
    expect((await certificates("other.yaml")).error).toContain("expected one stage file");
    expect((await certificatesOf("--help")).out).toContain("usage: samltrail certificates");
  });
});

describe("samltrail certificates confirm", () => {
  const hashIn = (out: string) => /--proposal ([0-9a-f]{16})/.exec(out)?.[1] ?? "";

  test("shows what would change, and does it when the proposal is named", async () => {
    await provides(published(["acme-rsa", "acme-rsa-next"], { sso: "https://new.idp.test/sso" }));
    const listed = await certificates();
    expect(listed).toMatchObject({ code: 1, out: expect.stringContaining("samltrail certificates confirm okta") });

    const shown = await certificates("confirm", "okta");
    expect(shown.code).toBe(1);
    expect(shown.out).toContain(`+ certificate ${fingerprint("acme-rsa-next")}`);
    expect(shown.out).toContain(`= certificate ${fingerprint("acme-rsa")}`);
    expect(shown.out).toContain("signs in at https://new.idp.test/sso, before at https://idp.test/sso");
    expect((await inForce()).identityProviders[0]?.certificates).toHaveLength(1);

    const done = await certificates("confirm", "okta", "--proposal", hashIn(shown.out), "--by", "dana");
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining("confirmed by dana") });
    expect((await inForce()).identityProviders[0]?.certificates).toHaveLength(2);
    expect(told.map(({ data }) => data)).toMatchObject([
      { outcome: "awaiting-confirmation" },
      { outcome: "applied", confirmedBy: "dana", changes: ["certificate-added", "single-sign-on-changed"] },
    ]);
    expect((await certificates()).code).toBe(0);
  });

  test("does nothing where something else waits than what was looked at", async () => {
    await provides(published(["acme-rsa", "acme-rsa-next"]));
    const { out } = await certificates("confirm", "okta");
    passes(1440);
    await provides(published(["acme-rsa", "globex-rsa"]));
    const late = await certificates("confirm", "okta", "--proposal", hashIn(out), "--by", "dana");
    expect(late).toMatchObject({ code: 1, error: expect.stringContaining("the proposal is") });
    expect((await certificates("confirm", "okta", "--proposal", "", "--by", "dana")).code).toBe(1);
    expect((await inForce()).identityProviders[0]?.certificates).toHaveLength(1);
  });

  test("confirms nothing that is refused, nor what a deployment has overtaken", async () => {
    await provides(published(["acme-rsa"], { entityId: "https://evil.test" }));
    expect((await certificates()).out).toContain("is refused: it names another entityID");
    expect((await certificates("confirm", "okta")).error).toContain("nothing of okta waits");
    await provides(published(["acme-rsa-next"]));
    deploy(published(["acme-rsa", "globex-rsa"]));
    expect((await certificates("confirm", "okta")).error).toContain("nothing of okta waits");
  });

  test("knows the providers", async () => {
    expect(await certificates("confirm", "octa")).toMatchObject({
      code: 2,
      error: expect.stringContaining("did you mean okta?"),
    });
  });
});

test("a fingerprint is what openssl and a provider's console show: SHA-256 over the DER", () => {
  const { pem } = pinnedCertificate("acme-rsa");
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  expect(createHash("sha256").update(der).digest("hex")).toBe(fingerprint("acme-rsa"));
});
