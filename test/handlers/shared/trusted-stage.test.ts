/** What functions make of what was accepted since the deployment: our metadata while a key is rolled, and outdated files. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ulid } from "ulid";
import { assembleMetadata, metadataDoor } from "../../../handlers/metadata/metadata.ts";
import { frontDoor } from "../../../handlers/shared/front-door.ts";
import { loadStage } from "../../../handlers/shared/stage.ts";
import { atTrustedStage } from "../../../handlers/shared/trusted-stage.ts";
import { ownKey } from "../../../lib/certificates/own-item.ts";
import { writeItem } from "../../../lib/certificates/trust-table.ts";
import { fileHash } from "../../../lib/config/trust-overlay.ts";
import { certificateBase64, certificatePem } from "../../fixtures/keys.ts";
import { httpEvent, lambdaContext } from "../../helpers/http-event.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { openFrontDoor } from "../acs/front-door.ts";

const lines = keepLogLines();
let door: Awaited<ReturnType<typeof openFrontDoor>>;
let now = new Date();

beforeAll(async () => {
  door = await openFrontDoor((stage) =>
    stage.replace("serviceProvider: { ", "serviceProvider: { decryptionCertificates: [own.pem], "),
  );
  writeFileSync(join(door.folder, "trust", "own.pem"), certificatePem("service-decryption"));
});
afterAll(() => door.close());

const start = () => frontDoor(atTrustedStage(metadataDoor), assembleMetadata, () => now);

async function publishedBy(handler: ReturnType<typeof start>) {
  const { body = "" } = await handler(httpEvent({ path: "/saml/metadata" }), lambdaContext);
  return [...body.matchAll(/X509Certificate>([^<]+)</g)].map(([, base64]) => base64);
}

const OLD = certificateBase64("service-decryption");
const NEXT = certificateBase64("service-decryption-next");

const MINUTE = 60_000;

test("a certificate that is being rolled appears within five minutes, though not before its time", async () => {
  const running = start();
  expect(await publishedBy(running)).toEqual([OLD]);
  const item = {
    foundedOn: fileHash((await loadStage()).serviceProvider.decryptionCertificates[0] ?? ""),
    phase: "published",
    old: certificatePem("service-decryption"),
    next: certificatePem("service-decryption-next"),
    publishedFrom: new Date(now.getTime() + 20 * MINUTE).toISOString(),
    changedAt: now.toISOString(),
    changedBy: "dana",
  };
  await writeItem({ client: door.client, name: "trust" }, ownKey("decryption"), item, { over: null, writer: ulid() });
  now = new Date(now.getTime() + 6 * MINUTE);
  expect(await publishedBy(running)).toEqual([OLD]);
  now = new Date(now.getTime() + 20 * MINUTE);
  expect(await publishedBy(running)).toEqual([OLD, NEXT]);
});

test("an item that is not of its shape is not believed, and stops nothing", async () => {
  await writeItem(
    { client: door.client, name: "trust" },
    ownKey("signing"),
    { phase: "odd" },
    { over: null, writer: "w" },
  );
  expect(await publishedBy(start())).toEqual([OLD]);
  expect(lines).toContainEqual(expect.objectContaining({ message: "accepted trust cannot be read" }));
});

test("metadata whose validUntil has passed stops nobody but who verifies by it", async () => {
  const file = join(door.folder, "trust", "globex.xml");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace("<EntityDescriptor ", '<EntityDescriptor validUntil="2020-01-01T00:00:00Z" '),
  );
  expect((await loadStage()).identityProviders).toHaveLength(2);
  expect(await publishedBy(start())).toEqual([OLD]);
  await expect(loadStage({})).rejects.toThrow("validUntil");
});
