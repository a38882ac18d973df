/** A provider rolls its key: from what it publishes, by a person's confirmation, to the next login through the real handler. */
import { DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { ulid } from "ulid";
import { confirmProposal, readProposal } from "../../../lib/certificates/confirm-metadata.ts";
import { watchProvider } from "../../../lib/certificates/watch-provider.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { entity, keyDescriptor, singleSignOn } from "../../config/helpers/metadata.ts";
import { ENTITY_IDS, NOW } from "../../fixtures/configuration.ts";
import { asForm } from "../../fixtures/form.ts";
import { certificateBase64, type KeyName } from "../../fixtures/keys.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { callerOf, openFrontDoor } from "./front-door.ts";

const URL_OF_ACME = "https://idp.acme.example/metadata";
const MINUTES = 60_000;

const policy = {
  id: "acme",
  metadata: "acme.xml",
  metadataUrl: URL_OF_ACME,
  trustMetadataRollover: false,
  mayStartLogin: true,
};

let door: Awaited<ReturnType<typeof openFrontDoor>>;
let handlerOf: (clock: () => Date) => ReturnType<typeof callerOf>;
const clock = { now: NOW };
const lines: string[] = [];

beforeAll(async () => {
  for (const method of ["log", "info", "warn", "error"] as const)
    jest.spyOn(console, method).mockImplementation((line: unknown) => lines.push(String(line)));
  door = await openFrontDoor((stage) =>
    stage.replace("metadata: acme.xml,", `metadata: acme.xml, metadataUrl: "${URL_OF_ACME}",`),
  );
  const { createAcsHandler } = await import("../../../handlers/acs/create-handler.ts");
  handlerOf = (given) => callerOf(createAcsHandler(given));
});
afterAll(() => door.close());

const table = () => ({ client: door.client, name: "trust" });

const origin = () => {
  const id = ulid(clock.now.getTime());
  return {
    occurredAt: clock.now,
    correlationId: id,
    attemptId: id,
    environment: "production",
    producer: createProducer(),
  };
};

/** The provider publishes these keys, the daily run sees it, and somebody confirms it. */
async function rollTo(...keys: readonly KeyName[]): Promise<void> {
  const children = keys.map((key) => keyDescriptor(certificateBase64(key), "signing")).join("");
  const document = entity({
    entityId: ENTITY_IDS.acme,
    children: children + singleSignOn(`${ENTITY_IDS.acme}/sso`),
  });
  const trustDirectory = `${door.folder}/trust`;
  const watch = { table: table(), trustDirectory, stage: { serviceProvider: {} }, fetch: async () => document };
  expect(await watchProvider({ ...watch, origin: origin() }, policy)).toBe("awaiting-confirmation");
  const proposal = await readProposal(table(), policy, trustDirectory, clock.now);
  if (!proposal) throw new Error("nothing waits");
  await confirmProposal(table(), proposal, { by: "dana", origin: origin() });
}

const signedBy = (key: KeyName) =>
  asForm(buildResponse({ at: clock.now, uniqueIds: true, signing: { key, keyInfo: [key] } }).xml);

const passes = (minutes: number) => {
  clock.now = new Date(clock.now.getTime() + minutes * MINUTES);
};

test("a login by the new key is refused until it is confirmed, and then let in within five minutes, without a new start", async () => {
  const post = handlerOf(() => clock.now);
  expect((await post(signedBy("acme-rsa"))).statusCode).toBe(303);
  expect((await post(signedBy("acme-rsa-next"))).statusCode).toBe(403);
  await rollTo("acme-rsa", "acme-rsa-next");
  passes(6);
  expect((await post(signedBy("acme-rsa-next"))).statusCode).toBe(303);
  expect((await post(signedBy("acme-rsa"))).statusCode).toBe(303);
  await rollTo("acme-rsa-next");
  passes(6);
  expect((await post(signedBy("acme-rsa"))).statusCode).toBe(403);
  expect((await post(signedBy("acme-rsa-next"))).statusCode).toBe(303);
});

test("a process that starts later knows it from the start", async () => {
  passes(1);
  const post = handlerOf(() => clock.now);
  expect((await post(signedBy("acme-rsa-next"))).statusCode).toBe(303);
});

test("where the table cannot be read, a running process goes on with what it knows, and a new one with the deployed file", async () => {
  const running = handlerOf(() => clock.now);
  expect((await running(signedBy("acme-rsa-next"))).statusCode).toBe(303);
  await door.client.send(new DeleteTableCommand({ TableName: "trust" }));
  passes(6);
  expect((await running(signedBy("acme-rsa-next"))).statusCode).toBe(303);
  const started = handlerOf(() => clock.now);
  expect((await started(signedBy("acme-rsa"))).statusCode).toBe(303);
  expect(lines.join("\n")).toContain("accepted trust cannot be read");
});
