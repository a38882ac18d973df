/** The request for a withdrawn role, from the refusal page's form to what its owner finds. */
import { GetCommand, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { RestoreRequestParts } from "../../../handlers/restore-requests/parts.ts";
import { restoreRequestsDoor } from "../../../handlers/restore-requests/restore-requests.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import { metrics } from "../../../handlers/shared/observability.ts";
import { parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { createDynamoDbIdentities } from "../../../lib/identity/dynamodb-identities.ts";
import { createPseudonymizer } from "../../../lib/identity/pseudonyms.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { createDynamoDbRoleMappings } from "../../../lib/roles/dynamodb-role-mappings.ts";
import { listRequests } from "../../../lib/roles/requests/request-store.ts";
import { createSessionSealer, type SealPurpose } from "../../../lib/session/jose-sealer.ts";
import type { Session } from "../../../lib/session/session.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { clearTable, type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { knock } from "../../helpers/knock.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";
import { aMapping, putMapping } from "../../helpers/mappings.ts";
import { aSession } from "../../helpers/session.ts";

const BASE = "https://sp.example.test";
const KEYS = { current: "k1", keys: { k1: new Uint8Array(32).fill(7) } };
const PRUNED_AT = "2026-08-01T03:00:00.000Z";
const DAY = 86_400_000;

const lines = keepLogLines();
let dynalite: Dynalite;
let parts: RestoreRequestParts;
let published: TrailEvent[];
let busIsDown: boolean;

const auditor = (given: object = {}) =>
  aMapping({
    ...{ id: "acme-auditor", identityProvider: "acme", samlRole: "auditor", environment: "production" },
    ...{ status: "pruned" as const, prunedAt: PRUNED_AT, ...given },
  });

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());

beforeEach(async () => {
  jest.spyOn(metrics, "publishStoredMetrics").mockReturnValue(metrics);
  published = [];
  busIsDown = false;
  const configuration = testConfiguration();
  const { client } = dynalite;
  const ledger = createDynamoDbLedger(client, LEDGER);
  parts = {
    configuration: { ...configuration, pruning: { ...configuration.pruning, restoreRequests: true } },
    asking: {
      table: { client, name: LEDGER },
      mappings: createDynamoDbRoleMappings(client, "role-mappings"),
      identities: createDynamoDbIdentities(client, "identities", { addressDays: 400 }),
      publication: {
        ledger,
        publish: async (events) => {
          if (busIsDown) throw new Error("down");
          published.push(...events.map((event) => parseEvent(JSON.parse(JSON.stringify(event)))));
          return { published: events.map(({ metadata }) => metadata.id), refused: [] };
        },
        onLeftPending: () => undefined,
      },
      producer: createProducer(),
      environment: "production",
    },
    sealer: async () => createSessionSealer(KEYS, "restore-request"),
    pseudonymizer: async () => createPseudonymizer(KEYS),
    answers: createAnswers(BASE),
  };
  for (const table of [LEDGER, "role-mappings", "identities"]) await clearTable(client, table);
  await putMapping(client, auditor());
});

let count = 0;

/** What the refusal page sealed for somebody who was refused just now. */
function aForm(given: Partial<Session> = {}): Session {
  count += 1;
  const id = `01K1V000000000000000F${String(count).padStart(5, "0")}`;
  return aSession({ id, samlRoles: ["auditor"], expiresAt: new Date(NOW.getTime() + 900_000), ...given });
}

interface Asked {
  readonly form?: Session;
  readonly purpose?: SealPurpose;
  readonly fields?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly now?: Date;
}

async function ask({ form = aForm(), purpose = "restore-request", fields, headers, now }: Asked = {}) {
  const sealed = await createSessionSealer(KEYS, purpose).seal(form);
  const body = new URLSearchParams({ form: sealed, role: "auditor", reason: "The audit is next week", ...fields });
  const sent = { "content-type": "application/x-www-form-urlencoded", ...(headers ?? { origin: BASE }) };
  const path = "/roles/restore-requests";
  return knock(restoreRequestsDoor, parts, { method: "POST", path, headers: sent, body: body.toString() }, now);
}

const open = (now = NOW) => listRequests(parts.asking.table, "production", now);

async function clear(pseudonym: string) {
  const { Item } = await dynalite.client.send(new GetCommand({ TableName: "identities", Key: { pseudonym } }));
  return Item;
}

describe("who asks for a withdrawn role", () => {
  test("is heard: listed for the owner, and recorded as one event", async () => {
    const form = aForm();
    const answer = await ask({ form });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("The owner was asked");
    expect(published).toMatchObject([
      {
        metadata: { type: "Role Mapping Restore Requested", environment: "production" },
        data: {
          loginCorrelationId: form.id,
          subject: form.subject,
          mapping: { id: "acme-auditor", samlRole: "auditor" },
          owner: "platform@acme.example",
          prunedAt: PRUNED_AT,
          expiresAt: new Date(NOW.getTime() + 14 * DAY).toISOString(),
        },
      },
    ]);
    const [request, ...more] = await open();
    expect(more).toEqual([]);
    expect(answer.body).toContain(request?.id);
    expect(published[0]?.data).toMatchObject({ requestId: request?.id });
  });

  test("has their own words kept where they can be erased, and nowhere else", async () => {
    await ask({ fields: { reason: "  My daughter is ill.\r\nI stand in.  " } });
    const [request] = await open();
    expect(await clear(request?.reason ?? "")).toMatchObject({
      kind: "restore-reason",
      value: "My daughter is ill.\nI stand in.",
      expiresAt: NOW.getTime() / 1000 + 30 * 86_400,
    });
    const { Items } = await dynalite.client.send(new ScanCommand({ TableName: LEDGER }));
    const elsewhere = JSON.stringify([Items, published, lines, request]);
    expect(elsewhere).not.toContain("daughter");
  });

  test("is counted by a metric, and the log line names no words of theirs", async () => {
    const counted = jest.spyOn(metrics, "addMetric");
    await ask();
    expect(counted).toHaveBeenCalledWith("RoleRestoreRequested", "Count", 1);
    expect(lines.at(-1)).toMatchObject({ fields: { outcome: "requested", mappingId: "acme-auditor" } });
  });

  test("has asked already when they ask again, with this form or another", async () => {
    const form = aForm();
    await ask({ form });
    for (const again of [form, aForm()]) {
      const answer = await ask({ form: again });
      expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining("You have asked already")]);
    }
    expect(published).toHaveLength(1);
    expect(await open()).toHaveLength(1);
  });

  test("may ask again when the request has expired after 14 days", async () => {
    await ask();
    const later = new Date(NOW.getTime() + 14 * DAY);
    expect(await open(new Date(later.getTime() - 1))).toHaveLength(1);
    expect(await open(later)).toEqual([]);
    const answer = await ask({ form: aForm({ expiresAt: new Date(later.getTime() + 900_000) }), now: later });
    expect(answer.body).toContain("The owner was asked");
    expect(published).toHaveLength(2);
    expect(await open(later)).toHaveLength(1);
  });

  test("may ask again when the mapping was restored and pruned anew", async () => {
    await ask();
    await putMapping(dynalite.client, auditor({ prunedAt: "2026-08-02T03:00:00.000Z" }));
    expect((await ask()).body).toContain("The owner was asked");
    expect(published).toHaveLength(2);
  });

  test("is heard though the bus is down: the event waits in the ledger", async () => {
    busIsDown = true;
    expect((await ask()).statusCode).toBe(200);
    const waiting: string[] = [];
    for await (const { events } of createDynamoDbLedger(dynalite.client, LEDGER).pending(new Date(NOW.getTime() + 1)))
      waiting.push(...events.map(({ metadata }) => metadata.type));
    expect(waiting).toEqual(["Role Mapping Restore Requested"]);
  });

  test("reads their role on the page as text", async () => {
    const samlRole = '<img src="x">';
    await putMapping(dynalite.client, auditor({ id: "odd", samlRole }));
    const answer = await ask({ form: aForm({ samlRoles: [samlRole] }), fields: { role: samlRole } });
    expect(answer.body).toContain("&lt;img src=&quot;x&quot;&gt;");
    expect(answer.body).not.toContain("<img");
  });
});

describe("nothing is asked", () => {
  const other = { samlRoles: ["admin"] };
  const refusals: readonly (readonly [string, number, string, () => Asked])[] = [
    ["by another site", 403, "cross-site", () => ({ headers: { origin: "https://evil.example" } })],
    ["by a request that says nothing of where it comes from", 403, "cross-site", () => ({ headers: {} })],
    ["by a session in the form's place", 403, "form-expired", () => ({ purpose: "session" })],
    ["when the form is too old", 403, "form-expired", () => ({ now: new Date(NOW.getTime() + 900_000) })],
    ["by what nobody sealed", 403, "form-expired", () => ({ fields: { form: "made.up" } })],
    [
      "where the provider is configured no more",
      403,
      "form-expired",
      () => ({ form: aForm({ identityProviderId: "gone" }) }),
    ],
    ["without a reason", 400, "malformed", () => ({ fields: { reason: " \r\n " } })],
    ["with a reason beyond 500 characters", 400, "malformed", () => ({ fields: { reason: "x".repeat(501) } })],
    ["with a field that the form does not have", 400, "malformed", () => ({ fields: { subject: "somebody" } })],
    ["for a role that was not withheld", 409, "not-pruned", () => ({ form: aForm(other) })],
    ["for a role that nothing maps", 409, "not-pruned", () => ({ form: aForm(other), fields: { role: "admin" } })],
  ];

  test.each(refusals)("%s", async (_, status, reason, asked) => {
    const answer = await ask(asked());
    expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(`<code>${reason}</code>`)]);
    expect(answer.headers).toMatchObject({ "cache-control": "no-store" });
    expect(answer.headers?.["content-security-policy"]).toContain("default-src 'none'");
    expect([published, await open()]).toEqual([[], []]);
  });

  test("where the stage does not let people ask", async () => {
    const { configuration } = parts;
    const pruning = { ...configuration.pruning, restoreRequests: false };
    parts = { ...parts, configuration: { ...configuration, pruning } };
    expect((await ask()).statusCode).toBe(404);
    expect(published).toEqual([]);
  });

  test("for a role that grants again meanwhile", async () => {
    await putMapping(dynalite.client, auditor({ status: "active", prunedAt: null }));
    expect((await ask()).statusCode).toBe(409);
    expect(published).toEqual([]);
  });

  test("twice by one form: it is good for one role", async () => {
    await putMapping(dynalite.client, auditor({ id: "acme-admin", samlRole: "admin" }));
    const form = aForm({ samlRoles: ["auditor", "admin"] });
    await ask({ form });
    const answer = await ask({ form, fields: { role: "admin" } });
    expect([answer.statusCode, answer.body]).toEqual([409, expect.stringContaining("form-used")]);
    expect(published).toHaveLength(1);
  });

  test("beyond a hundred requests a day of an environment", async () => {
    const requests = new Set(Array.from({ length: 100 }, (_, index) => `restore#${index}`));
    const pk = `restores#production#${NOW.toISOString().slice(0, 10)}`;
    await dynalite.client.send(new PutCommand({ TableName: LEDGER, Item: { pk, requests } }));
    const answer = await ask();
    expect([answer.statusCode, answer.body]).toEqual([429, expect.stringContaining("<code>too-many</code>")]);
    expect([published, await open()]).toEqual([[], []]);
    // The number that its event had is free again: none is missing.
    expect(parts.asking.producer.next()).toBe(1);
  });

  test("where the ledger does not answer: the page says that nobody was asked", async () => {
    const table = { ...parts.asking.table, name: "no-such-table" };
    parts = { ...parts, asking: { ...parts.asking, table } };
    const answer = await ask();
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining("Nothing was asked")]);
  });
});
