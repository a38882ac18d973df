/** The daily look at what a provider publishes: what is taken, what waits, what is refused, and that each is said once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { watchCertificates } from "../../handlers/watch-certificates/watch.ts";
import { confirmProposal, readProposal } from "../../lib/certificates/confirm-metadata.ts";
import { MetadataUnreachable } from "../../lib/certificates/fetch-metadata.ts";
import { readOverlay } from "../../lib/certificates/read-overlay.ts";
import { tellUntold } from "../../lib/certificates/tell-untold.ts";
import { findUntold } from "../../lib/certificates/trust-table.ts";
import { loadConfiguration, readStageFile } from "../../lib/config/load-configuration.ts";
import { NOW } from "../config/helpers/stage-folder.ts";
import { pinnedCertificate } from "../fixtures/keys.ts";
import { keepLogLines } from "../helpers/log-lines.ts";
import { openWatchedStage, published, watchedStage } from "./helpers/watched-stage.ts";

const DAY = 86_400_000;
const later = (days: number) => new Date(NOW.getTime() + days * DAY);
const fingerprint = (name: Parameters<typeof pinnedCertificate>[0]) => pinnedCertificate(name).fingerprint;

const lines = keepLogLines();
let stage: Awaited<ReturnType<typeof openWatchedStage>>;

beforeAll(async () => {
  stage = await openWatchedStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  stage.deploy(published(["acme-rsa"]));
  stage.publish(published(["acme-rsa"]));
});

const load = (now: Date) => async () => {
  const overlay = await readOverlay(stage.table, { identityProviderIds: ["okta"], own: [] }, now);
  const sources = { file: `${stage.folder.path}/stage.yaml`, trustDirectory: `${stage.folder.path}/trust` };
  return loadConfiguration({ ...sources, baseUrl: "https://sp.test", now, overlay });
};

async function watch(now = NOW, fetch: () => Promise<string> = stage.fetch) {
  const { table, telling } = stage;
  const trustDirectory = `${stage.folder.path}/trust`;
  const counted: unknown[] = [];
  const watched = readStageFile(`${stage.folder.path}/stage.yaml`);
  await watchCertificates({
    table,
    trustDirectory,
    fetch,
    telling,
    origin: stage.origin(now),
    stage: watched,
    configuration: load(now),
    measure: (...given) => void counted.push(given),
    measureBy: (...given) => void counted.push(given),
  });
  return counted;
}

/** The fingerprints that a login would be verified by. */
async function trusted(now = NOW) {
  const { identityProviders } = await load(now)();
  return identityProviders[0]?.certificates.map((each) => each.fingerprint);
}

const changes = () => stage.told.filter(({ metadata }) => metadata.type === "Identity Provider Metadata Changed");

async function confirm(now = NOW) {
  const policy = (await load(now)()).identityProviders[0];
  if (!policy) throw new Error("there is no provider");
  const proposal = await readProposal(stage.table, policy, `${stage.folder.path}/trust`, now);
  if (!proposal) return false;
  await confirmProposal(stage.table, proposal, { by: "dana", origin: stage.origin(now) });
  await tellUntold(stage.telling);
  return true;
}

describe("a provider's published metadata", () => {
  test("that says what counts already changes nothing and is not spoken of", async () => {
    stage.publish(published(["acme-rsa"]).replaceAll("\n", "\n\n"));
    await watch();
    expect(changes()).toEqual([]);
  });

  test("with a new certificate beside the old one waits, is said once, and counts once it is confirmed", async () => {
    stage.publish(published(["acme-rsa", "acme-rsa-next"]));
    await watch();
    await watch(later(1));
    expect(changes()).toMatchObject([
      {
        data: {
          outcome: "awaiting-confirmation",
          changes: ["certificate-added"],
          certificatesAdded: [fingerprint("acme-rsa-next")],
          problem: expect.stringContaining("samltrail certificates confirm okta"),
        },
      },
    ]);
    expect(await trusted()).toEqual([fingerprint("acme-rsa")]);
    expect(await confirm(later(1))).toBe(true);
    expect(await trusted()).toEqual([fingerprint("acme-rsa"), fingerprint("acme-rsa-next")]);
    expect(changes().at(-1)?.data).toMatchObject({ outcome: "applied", confirmedBy: "dana" });
    await watch(later(2));
    expect(changes()).toHaveLength(2);
    expect(await confirm(later(2))).toBe(false);
  });

  test("with a new certificate beside the old one counts at once where the stage says trustMetadataRollover", async () => {
    stage.folder.write("stage.yaml", watchedStage("    trustMetadataRollover: true\n"));
    stage.publish(published(["acme-rsa", "acme-rsa-next"]));
    await watch();
    expect(changes()).toMatchObject([{ data: { outcome: "applied", confirmedBy: null } }]);
    expect(await trusted()).toContain(fingerprint("acme-rsa-next"));
  });

  test.each([
    ["its only certificate replaced", published(["acme-rsa-next"]), ["certificate-added", "certificate-removed"]],
    ["two new certificates at once", published(["acme-rsa", "acme-rsa-next", "globex-rsa"]), ["certificate-added"]],
    [
      "another address to sign in at",
      published(["acme-rsa"], { sso: "https://evil.test/sso" }),
      ["single-sign-on-changed"],
    ],
  ])("with %s waits even where the stage says trustMetadataRollover", async (_, document, expected) => {
    stage.folder.write("stage.yaml", watchedStage("    trustMetadataRollover: true\n"));
    stage.publish(document);
    await watch();
    expect(changes()).toMatchObject([{ data: { outcome: "awaiting-confirmation", changes: expected } }]);
    expect(await trusted()).toEqual([fingerprint("acme-rsa")]);
  });

  test.each([
    [
      "another entity",
      published(["acme-rsa"], { entityId: "https://evil.test" }),
      "entity-changed",
      "another entityID",
    ],
    ["no certificate", published([]), "unreadable", "expected a KeyDescriptor for signing"],
    [
      "requests to sign that cannot be",
      published(["acme-rsa"], { providerAttributes: 'WantAuthnRequestsSigned="true"' }),
      "requests-signed-changed",
      "serviceProvider.signingCertificate",
    ],
    [
      "a validUntil that has passed",
      published(["acme-rsa"], { entityAttributes: 'validUntil="2026-07-01T00:00:00Z"' }),
      "unreadable",
      "validUntil",
    ],
    ["no metadata at all", "<html>", "unreadable", "well-formed"],
  ])("that holds %s is refused, said once, and cannot be confirmed", async (_, document, change, problem) => {
    stage.publish(document);
    await watch();
    await watch(later(1));
    expect(changes()).toMatchObject([
      { data: { outcome: "refused", changes: [change], problem: expect.stringContaining(problem) } },
    ]);
    expect(await confirm()).toBe(false);
    expect(await trusted()).toEqual([fingerprint("acme-rsa")]);
  });

  test("loses a certificate that ran out without asking, as long as a good one stays", async () => {
    stage.deploy(published(["acme-rsa", "acme-rsa-next.expired"]));
    await watch();
    expect(changes()).toMatchObject([
      { data: { outcome: "applied", certificatesRemoved: [fingerprint("acme-rsa-next.expired")] } },
    ]);
    expect(await trusted()).toEqual([fingerprint("acme-rsa")]);
  });

  test("that is taken back before anybody confirmed it no longer waits", async () => {
    stage.publish(published(["acme-rsa", "acme-rsa-next"]));
    await watch();
    stage.publish(published(["acme-rsa"]));
    await watch(later(1));
    expect(await confirm(later(1))).toBe(false);
  });

  test("is valid for longer without asking, and an older document does not shorten it", async () => {
    const until = (days: number) => ({ entityAttributes: `validUntil="${later(days).toISOString()}"` });
    stage.deploy(published(["acme-rsa"], until(10)));
    stage.publish(published(["acme-rsa"], until(20)));
    await watch();
    expect(changes()).toMatchObject([{ data: { outcome: "applied", changes: ["validity-changed"] } }]);
    expect(await trusted(later(15))).toEqual([fingerprint("acme-rsa")]);
    stage.publish(published(["acme-rsa"], until(12)));
    await watch(later(1));
    expect(changes().at(-1)?.data).toMatchObject({ outcome: "awaiting-confirmation", changes: ["validity-changed"] });
    expect(await trusted(later(15))).toEqual([fingerprint("acme-rsa")]);
  });

  test("that waits keeps the keys good that it still holds, beyond the validUntil of before", async () => {
    const until = (days: number) => ({ entityAttributes: `validUntil="${later(days).toISOString()}"` });
    stage.deploy(published(["acme-rsa"], until(10)));
    stage.publish(published(["acme-rsa", "acme-rsa-next"], until(20)));
    await watch();
    expect(await trusted(later(15))).toEqual([fingerprint("acme-rsa")]);
    await expect(trusted(later(25))).rejects.toThrow("validUntil");
    expect(await confirm(later(1))).toBe(true);
    expect(await trusted(later(15))).toHaveLength(2);
  });

  test("that cannot be reached changes nothing and stops nothing", async () => {
    const counted = await watch(NOW, async () => {
      throw new MetadataUnreachable("the connection failed (ECONNREFUSED)");
    });
    expect(lines).toContainEqual(expect.objectContaining({ level: "warn", message: "metadata unreachable" }));
    expect(counted).toContainEqual(["MetadataUnreachable", { identityProvider: "okta" }, 1]);
    expect(counted).toContainEqual([
      "CertificateDaysLeft",
      { identityProvider: "okta", purpose: "signing" },
      expect.any(Number),
    ]);
  });
});

describe("a deployed metadata file", () => {
  test("counts over what was accepted before it, and a deployment that changes trust is told", async () => {
    stage.publish(published(["acme-rsa", "acme-rsa-next"]));
    await watch();
    await confirm();
    stage.deploy(published(["acme-rsa-next"]));
    stage.publish(published(["acme-rsa-next"]));
    expect(await trusted()).toEqual([fingerprint("acme-rsa-next")]);
    await watch(later(1));
    expect(changes().at(-1)?.data).toMatchObject({
      outcome: "applied",
      source: { kind: "file", location: "okta.xml" },
      certificatesRemoved: [fingerprint("acme-rsa")],
    });
    const told = changes().length;
    await watch(later(2));
    expect(changes()).toHaveLength(told);
  });

  test("that is deployed between a proposal and its confirmation voids the proposal", async () => {
    stage.publish(published(["acme-rsa", "acme-rsa-next"]));
    await watch();
    stage.deploy(published(["acme-rsa", "globex-rsa"]));
    expect(await confirm()).toBe(false);
  });
});

describe("a certificate that runs out", () => {
  const expiring = () => stage.told.filter(({ metadata }) => metadata.type === "Certificate Expiring");
  const end = pinnedCertificate("acme-rsa").notAfter.getTime();
  const daysBeforeTheEnd = (days: number) => new Date(end - days * DAY + 60_000);

  test("is told at 30, 14, 7 and 1 days, once each, however often it is looked at", async () => {
    for (const days of [31, 30, 29, 14, 7, 2, 1, -1]) await watch(daysBeforeTheEnd(days));
    expect(expiring().map(({ data }) => (data as { threshold: number }).threshold)).toEqual([30, 14, 7, 1]);
    expect(expiring()[0]?.data).toMatchObject({
      owner: "identity-provider",
      identityProviderId: "okta",
      use: "signing",
      fingerprint: fingerprint("acme-rsa"),
      file: "okta.xml",
      daysLeft: 29,
      replaced: false,
      remedy: expect.stringContaining("samltrail certificates confirm okta"),
    });
  });

  test("is told once where two runs meet", async () => {
    await Promise.all([watch(daysBeforeTheEnd(3)), watch(daysBeforeTheEnd(3))]);
    expect(new Set(expiring().map(({ metadata }) => metadata.id)).size).toBe(1);
  });

  test("is told of by the next run with the same event where this one could not record it", async () => {
    const { ledger, table } = stage.telling;
    const failing = { recordEvents: () => Promise.reject(new Error("down")) };
    Object.assign(stage.telling, { ledger: failing });
    await expect(watch(daysBeforeTheEnd(3))).rejects.toThrow("down");
    Object.assign(stage.telling, { ledger });
    const [left] = await findUntold(table);
    await watch(daysBeforeTheEnd(2));
    expect(expiring().map(({ metadata }) => metadata.id)).toEqual([left?.event.metadata.id]);
    expect(await findUntold(table)).toEqual([]);
  });
});
