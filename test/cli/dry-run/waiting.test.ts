/** What a dry run says of what has not arrived. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findAttempt, findIssued } from "../../../cli/dry-run/attempt.ts";
import { createPatience } from "../../../cli/dry-run/patience.ts";
import { findTrailRecord } from "../../../cli/dry-run/trail-record.ts";
import type { RoleCredentialsIssued, TrailEvent } from "../../../lib/events/catalogue.ts";
import { addHalf } from "../../../lib/reconcile/calls.ts";
import type { Sighting } from "../../../lib/reconcile/halves.ts";
import { samples } from "../../events/helpers/contract-files.ts";
import { type Dynalite, startDynalite } from "../../helpers/dynalite.ts";
import { aLoginSucceeded, aRolesMapped } from "../../helpers/events.ts";

const NOTHING_TO_WAIT = () => createPatience({ seconds: 0, everyMs: 1, say: () => undefined });

function aTrail(archived: readonly TrailEvent[], pending: readonly TrailEvent[] = []) {
  return { archived: async () => archived, pending: async () => pending };
}

describe("a login", () => {
  const login = aLoginSucceeded();
  const known = { sessionId: login.data.session.id };
  const since = new Date(0);

  test("that the bus has not taken is found in the ledger", async () => {
    const found = await findAttempt(aTrail([], [login, aRolesMapped()]), known, since, NOTHING_TO_WAIT());
    expect(found).toMatchObject({ login, found: "ledger" });
  });

  test("is shown without its roles where those do not come", async () => {
    expect(await findAttempt(aTrail([login]), known, since, NOTHING_TO_WAIT())).toMatchObject({ login, roles: null });
  });

  test("that nothing knows of is not made up", async () => {
    expect(await findAttempt(aTrail([]), known, since, NOTHING_TO_WAIT())).toBeNull();
    expect(await findIssued(aTrail([]), "ASIA", since, NOTHING_TO_WAIT())).toBeNull();
  });
});

test("patience looks again until there is something, and gives up in the end", async () => {
  const answers = [null, null, null, "there"];
  const patience = createPatience({ seconds: 5, everyMs: 1, say: () => undefined });
  expect(await patience.waitFor("it", async () => answers.shift() ?? null)).toBe("there");
  const short = createPatience({ seconds: 0.01, everyMs: 1, say: () => undefined });
  expect(await short.waitFor("it", async () => null)).toBeNull();
  expect(short.left()).toBe(0);
});

describe("CloudTrail's record", () => {
  let dynalite: Dynalite;
  const ISSUED = samples().find(({ name }) => name === "role-credentials-issued.v1")
    ?.content as unknown as RoleCredentialsIssued;
  const RECORD = {
    ...{
      eventId: "e-1",
      eventName: "AssumeRole",
      sharedEventId: null,
      account: "123456789012",
      region: "eu-central-1",
    },
    ...{ occurredAt: "2026-09-14T08:12:00.000Z", roleArn: ISSUED.data.mapping.iamRole, sessionName: null },
    ...{ sourceIdentity: null, accessKeyId: ISSUED.data.accessKeyId, callerArn: null, callerAccount: null },
    ...{ callerType: "AssumedRole", byLender: true, sourceAddress: null, userAgent: null },
  } satisfies Sighting;

  beforeAll(async () => {
    dynalite = await startDynalite();
  });
  afterAll(() => dynalite.stop());

  const find = (ask: () => Promise<unknown>) =>
    findTrailRecord(
      {
        reconciliation: { client: dynalite.client, name: "reconciliation" },
        ask: ask as never,
        patience: NOTHING_TO_WAIT(),
      },
      ISSUED,
    );

  test("is not yet seen where neither reconciliation nor CloudTrail's history has it", async () => {
    const answer = await find(async () => null);
    expect(answer).toEqual({ seen: null, asked: "CloudTrail's history does not know it yet" });
  });

  test("is not yet seen where CloudTrail cannot be asked, and that is said", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    const answer = await find(async () => Promise.reject(denied));
    expect(answer).toEqual({ seen: null, asked: "CloudTrail's history could not be asked (AccessDeniedException)" });
  });

  test("is taken from CloudTrail's history where EventBridge did not bring it", async () => {
    const answer = await find(async () => ({ ...RECORD, occurredAt: new Date(RECORD.occurredAt) }));
    expect(answer.seen).toMatchObject({ eventId: "e-1", through: "history" });
  });

  test("is the reconciled one, before anybody is asked", async () => {
    const table = { client: dynalite.client, name: "reconciliation" };
    const now = new Date(RECORD.occurredAt);
    await addHalf(table, { seen: RECORD }, { dueAt: now, now });
    const never = async () => Promise.reject(new Error("was asked"));
    expect((await find(never)).seen).toMatchObject({ eventId: "e-1", through: "reconciled" });
  });
});
