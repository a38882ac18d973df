/** The handlers as they are deployed, put together from the environment: stage file, secrets, DynamoDB, event bus. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { XmlDocument } from "libxml2-wasm";
import { handler as endSession } from "../../../handlers/end-session/handler.ts";
import { handler as home } from "../../../handlers/home/handler.ts";
import { handler as login } from "../../../handlers/login/handler.ts";
import { handler as metadata } from "../../../handlers/metadata/handler.ts";
import { handler as restoreRequests } from "../../../handlers/restore-requests/handler.ts";
import type { frontDoor } from "../../../handlers/shared/front-door.ts";
import { readKeyRing } from "../../../handlers/shared/secrets.ts";
import { createSessionSealer } from "../../../lib/session/jose-sealer.ts";
import { SERVICE_PROVIDER } from "../../fixtures/configuration.ts";
import { privateKeyPem } from "../../fixtures/keys.ts";
import { httpEvent, lambdaContext, type Request } from "../../helpers/http-event.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aMapping, putMapping } from "../../helpers/mappings.ts";
import { aSession } from "../../helpers/session.ts";
import { openFrontDoor } from "../acs/front-door.ts";

keepLogLines();

let door: Awaited<ReturnType<typeof openFrontDoor>>;

beforeAll(async () => {
  door = await openFrontDoor();
  door.secrets.signing = { privateKeyPem: privateKeyPem("service-signing") };
  process.env.SIGNING_KEY_SECRET = "signing";
});

afterAll(() => door.close());

const call = (handler: ReturnType<typeof frontDoor>, request: Request = {}) =>
  handler(httpEvent(request), lambdaContext);

test("GET /saml/login sends the browser to the provider, and the ledger remembers the request", async () => {
  const answer = await call(login, { path: "/saml/login", query: { provider: "acme", RelayState: "/reports/july" } });
  expect(answer.statusCode).toBe(303);
  expect(answer.headers?.location).toContain("https://idp.acme.example/saml/sso?SAMLRequest=");
  expect(answer.cookies?.[0]).toMatch(/^__Host-samltrail-request=/);
});

test("GET /saml/metadata is well-formed, of its media type, and cacheable for an hour", async () => {
  const { statusCode, headers, body = "" } = await call(metadata, { path: "/saml/metadata" });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    "content-type": "application/samlmetadata+xml",
    "cache-control": "public, max-age=3600",
  });
  const document = XmlDocument.fromString(body);
  const location = document.eval("string(//*[local-name()='AssertionConsumerService']/@Location)");
  document.dispose();
  expect(location).toBe(SERVICE_PROVIDER.acsUrl);
});

test("from signed in to signed out: a sealed cookie opens the home page until POST /session/end closes it for good", async () => {
  const now = new Date();
  const session = aSession({ issuedAt: now, expiresAt: new Date(now.getTime() + 3_600_000) });
  const sealed = await createSessionSealer(await readKeyRing("sessions")).seal(session);
  const cookies = [`__Host-samltrail=${sealed}`];

  expect((await call(home, { cookies })).body).toContain("test of admin");

  const headers = { origin: SERVICE_PROVIDER.baseUrl, "sec-fetch-site": "same-origin" };
  const ended = await call(endSession, { method: "POST", path: "/session/end", headers, cookies });
  expect(ended).toMatchObject({ statusCode: 303, headers: { location: "/" } });
  expect(door.bus.events).toMatchObject([
    { metadata: { type: "Session Ended" }, data: { session: { id: session.id }, cause: "signed-out" } },
  ]);

  const { body, cookies: cleared } = await call(home, { cookies });
  expect(body).toContain("/saml/login?provider=acme");
  expect(cleared?.[0]).toContain("Max-Age=0");
});

test("POST /roles/restore-requests takes in a request for a pruned role, and the event is on the bus", async () => {
  const now = new Date();
  const withdrawn = { status: "pruned" as const, prunedAt: new Date(now.getTime() - 86_400_000).toISOString() };
  const where = { identityProvider: "acme", samlRole: "withdrawn", environment: "production" };
  await putMapping(door.client, aMapping({ id: "acme-withdrawn", ...where, ...withdrawn }));
  const refused = aSession({ samlRoles: ["withdrawn"], issuedAt: now, expiresAt: new Date(now.getTime() + 900_000) });
  const form = await createSessionSealer(await readKeyRing("sessions"), "restore-request").seal(refused);
  door.bus.events.length = 0;
  const { statusCode, body } = await call(restoreRequests, {
    method: "POST",
    path: "/roles/restore-requests",
    headers: { origin: SERVICE_PROVIDER.baseUrl, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ form, role: "withdrawn", reason: "The audit is next week" }).toString(),
  });
  expect([statusCode, body]).toEqual([200, expect.stringContaining("The owner was asked")]);
  expect(door.bus.events).toMatchObject([
    { metadata: { type: "Role Mapping Restore Requested" }, data: { mapping: { id: "acme-withdrawn" } } },
  ]);
});
