/** `samltrail roles requests`, and the owner's yes or no to one. */
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createEvent } from "../../../lib/events/create-event.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { roleMappingRestoreRequested } from "../../../lib/events/role-mapping-restore-requested.ts";
import { createDynamoDbIdentities } from "../../../lib/identity/dynamodb-identities.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { referenceOf } from "../../../lib/roles/event-fields.ts";
import { keepRequest } from "../../../lib/roles/requests/request-store.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { clearTable } from "../../helpers/dynalite.ts";
import { aMapping } from "../../helpers/mappings.ts";
import { NOW, rolesAtCommandLine } from "./helpers/roles-at-command-line.ts";

const OWNER = "security@sp.test";
const SIGNED_IN = `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Owners_0123456789abcdef/${OWNER}`;
const PRUNED_AT = "2026-07-01T00:00:00.000Z";
const SUBJECT = `subject:k1:${"b".repeat(43)}`;
const REASON = `restore-reason:k1:${"r".repeat(43)}`;
const REQUEST = "01K1V0000000000000000000RQ";
const DAY = 86_400_000;

const { roles, published, put, stored, client, busIsDown, callAs } = rolesAtCommandLine();

const pruned = (given: Partial<RoleMapping> = {}) =>
  aMapping({
    ...{ id: "auditors", identityProvider: "okta", samlRole: "Auditor", environment: "dev", owner: OWNER },
    ...{ status: "pruned" as const, prunedAt: PRUNED_AT, revision: 4, ...given },
  });

/** As the refusal page's form leaves it. */
async function asked(id = REQUEST, subject = SUBJECT, at = new Date(NOW.getTime() - DAY)) {
  const mapping = referenceOf(pruned());
  const requestedAt = at.toISOString();
  const validUntil = new Date(at.getTime() + 14 * DAY).toISOString();
  const about = { subject, mapping, prunedAt: PRUNED_AT, reason: REASON };
  const origin = { occurredAt: at, correlationId: id, attemptId: id, environment: "dev", producer: createProducer() };
  const data = { ...about, requestId: id, loginCorrelationId: id, owner: OWNER, expiresAt: validUntil, client: null };
  const event = createEvent(roleMappingRestoreRequested, origin, data);
  const table = { client: client(), name: "login-ledger" };
  const kept = await keepRequest(table, { ...about, id, requestedAt, validUntil }, event);
  if (!kept.kept) throw new Error(kept.because);
  await createDynamoDbLedger(client(), "login-ledger").markPublished(kept.pending, [event.metadata.id]);
}

beforeAll(() => {
  Object.assign(process.env, { LOGIN_LEDGER_TABLE: "login-ledger", IDENTITIES_TABLE: "identities" });
});

beforeEach(async () => {
  for (const table of ["login-ledger", "identities"]) await clearTable(client(), table);
  await put(pruned());
  await createDynamoDbIdentities(client(), "identities", { addressDays: 400 }).remember(
    [
      { pseudonym: SUBJECT, kind: "subject", value: "bob@sp.test", displayName: "Bob Baker" },
      { pseudonym: REASON, kind: "restore-reason", value: "The audit\u001b[2J is\nnext week" },
    ],
    NOW,
  );
});

const decline = (...args: readonly string[]) =>
  roles("requests", "decline", REQUEST, "--why", "not this year", ...args);
const approve = (...args: readonly string[]) =>
  roles("restore", "auditors", "--request", REQUEST, "--why", "the audit", ...args);

describe("samltrail roles requests", () => {
  test("lists who asks for what, why and until when, safe for a terminal, and how to answer", async () => {
    await asked();
    const { code, out } = await roles("requests");
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      `${REQUEST}  auditors in dev`,
      "    asked by   Bob Baker (bob@sp.test), 2026-07-31 12:00; expires 2026-08-14",
      "    reason     The audit\\u{1b}[2J is / next week",
      "    for        Auditor > arn:aws:iam::123456789012:role/auditors, pruned 2026-07-01",
      `    owner      ${OWNER}`,
      `approve: samltrail roles restore auditors --request ${REQUEST} --why … --as <owner>`,
      `decline: samltrail roles requests decline ${REQUEST} --why … --as <owner>`,
    ]);
  });

  test("says so where nobody asks, and where a name is not known any more", async () => {
    expect((await roles("requests")).out).toBe("nobody asks for a pruned mapping");
    await asked();
    await clearTable(client(), "identities");
    const { out } = await roles("requests");
    expect(out).toContain("asked by   not known any more");
    expect(out).toContain("reason     not known any more");
  });

  test("gives programs the same", async () => {
    await asked();
    const [request] = JSON.parse((await roles("requests", "--json")).out) as [object];
    expect(request).toMatchObject({ requestId: REQUEST, mappingId: "auditors", name: "Bob Baker", owner: OWNER });
  });

  test("leaves out what has expired, and what was answered by restoring the mapping in whatever way", async () => {
    await asked(REQUEST, SUBJECT, new Date(NOW.getTime() - 14 * DAY));
    expect((await roles("requests")).out).toBe("nobody asks for a pruned mapping");
    await asked("01K1V0000000000000000000RR", `subject:k1:${"c".repeat(43)}`);
    expect((await roles("requests")).out).toContain("01K1V0000000000000000000RR");
    await roles("restore", "auditors", "--why", "a test", "--by", "dana");
    expect((await roles("requests")).out).toBe("nobody asks for a pruned mapping");
  });
});

describe("the owner's yes", () => {
  test("restores the mapping, and the event says for whom, by whom and why", async () => {
    await asked();
    callAs(SIGNED_IN);
    const { code, out } = await approve();
    expect([code, out]).toEqual([0, expect.stringContaining(`request ${REQUEST} is approved`)]);
    expect(await stored("auditors")).toMatchObject({ status: "active", prunedAt: null });
    expect(published).toMatchObject([
      {
        metadata: { type: "Role Mapping Restored" },
        data: { through: "request", requestedBy: SUBJECT, by: SIGNED_IN, why: "the audit", revision: 5 },
      },
    ]);
    expect((await approve()).code).toBe(1);
  });

  test("is the word of whoever says to be the owner where AWS does not show it, and the event has both names", async () => {
    await asked();
    expect((await approve("--by", "dana", "--as", "Security@SP.test")).code).toBe(0);
    expect(published[0]?.data).toMatchObject({ by: `dana as ${OWNER}` });
  });

  test.each([
    ["nobody says to be the owner", []],
    ["somebody says to be another", ["--by", "dana", "--as", "platform@sp.test"]],
    ["a session merely bears the owner's name", [], `arn:aws:sts::123456789012:assumed-role/Admin/${OWNER}`],
    ["somebody merely writes what AWS would say of the owner", ["--by", SIGNED_IN]],
  ])("does not count where %s", async (_, args, caller = "arn:aws:iam::123456789012:user/dana") => {
    await asked();
    callAs(caller);
    const { code, error } = await approve(...args);
    expect([code, error]).toEqual([2, expect.stringContaining(`auditors belongs to ${OWNER}`)]);
    expect((await stored("auditors")).status).toBe("pruned");
  });

  test("needs a request that is open, and for this mapping", async () => {
    expect((await approve("--as", OWNER)).error).toContain(`there is no open request ${REQUEST}`);
    await asked();
    await put(pruned({ id: "admins", samlRole: "Admin" }));
    const other = await roles("restore", "admins", "--request", REQUEST, "--why", "x", "--as", OWNER);
    expect([other.code, other.error]).toEqual([2, expect.stringContaining("is for auditors in dev")]);
  });
});

describe("the owner's no", () => {
  test("leaves the mapping pruned, takes the request off the list, and says who and why", async () => {
    await asked();
    callAs(SIGNED_IN);
    const { code, out } = await decline();
    expect([code, out]).toEqual([0, `${REQUEST} declined by ${SIGNED_IN}: auditors stays pruned`]);
    expect(published).toMatchObject([
      {
        metadata: { type: "Role Mapping Restore Declined", environment: "dev" },
        data: { requestId: REQUEST, requestedBy: SUBJECT, by: SIGNED_IN, why: "not this year" },
      },
    ]);
    expect(await stored("auditors")).toMatchObject({ status: "pruned", revision: 4 });
    expect((await roles("requests")).out).toBe("nobody asks for a pruned mapping");
    expect((await decline()).error).toContain("there is no open request");
  });

  test("is recorded though the bus is down", async () => {
    await asked();
    busIsDown();
    const { code, error } = await decline("--as", OWNER);
    expect([code, error]).toEqual([0, "its event waits in the ledger: republish-pending sends it"]);
    const waiting: string[] = [];
    const ledger = createDynamoDbLedger(client(), "login-ledger");
    for await (const { events } of ledger.pending(new Date(NOW.getTime() + 1)))
      waiting.push(...events.map(({ metadata }) => metadata.type));
    expect(waiting).toEqual(["Role Mapping Restore Declined"]);
  });

  test("is the owner's alone, and gives a reason", async () => {
    await asked();
    expect((await decline()).code).toBe(2);
    expect((await roles("requests", "decline", REQUEST, "--as", OWNER)).error).toContain("--why");
  });
});
