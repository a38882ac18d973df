import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { takeIssuance, takeRecord } from "../../lib/reconcile/reconcile.ts";
import { aTrailRecord, OTHER_READER, READER } from "../fixtures/cloudtrail/read.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { NOON } from "../helpers/events.ts";
import { itemOf } from "../helpers/ledger.ts";
import { anIssuance, aWorld, CORRELATION, callOf, forgetAll, unmatchedIn } from "./world.ts";

let dynalite: Dynalite;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(() => forgetAll(dynalite));

const KEY = "ASIAEXAMPLEISSUED001";

describe("what was issued and what CloudTrail saw", () => {
  test("match by the access key, the issuance first", async () => {
    const { parts, published } = aWorld(dynalite);
    expect(await takeIssuance(parts, anIssuance())).toBe("waiting");
    expect(await callOf(dynalite, KEY)).toMatchObject({ awaiting: "seen", dueAt: "2026-08-03T12:20:00.000Z" });
    expect(await takeRecord(parts, aTrailRecord("assume-role"))).toBe("matched");
    expect(await callOf(dynalite, KEY)).toMatchObject({ closed: "matched", expiresAt: expect.any(Number) });
    expect(await callOf(dynalite, KEY)).not.toHaveProperty("awaiting");
    expect(published).toEqual([]);
  });

  test("match by the access key, the record first", async () => {
    const { parts, published } = aWorld(dynalite);
    expect(await takeRecord(parts, aTrailRecord("assume-role"))).toBe("waiting");
    expect(await callOf(dynalite, KEY)).toMatchObject({ awaiting: "issued", dueAt: "2026-08-03T12:09:00.000Z" });
    expect(await takeIssuance(parts, anIssuance())).toBe("matched");
    expect(await callOf(dynalite, KEY)).not.toHaveProperty("dueAt");
    expect(published).toEqual([]);
  });

  test("stay matched when either comes again", async () => {
    const { parts, published } = aWorld(dynalite);
    await takeIssuance(parts, anIssuance());
    await takeRecord(parts, aTrailRecord("assume-role"));
    expect(await takeIssuance(parts, anIssuance())).toBe("known");
    expect(await takeRecord(parts, aTrailRecord("assume-role"))).toBe("known");
    expect(await callOf(dynalite, KEY)).not.toHaveProperty("awaiting");
    expect(published).toEqual([]);
  });

  test("match where the role is of another account, by whichever copy comes", async () => {
    const { parts, published } = aWorld(dynalite);
    const pair = ["assume-role-other-account.role", "assume-role-other-account.caller"] as const;
    const outcomes = [];
    for (const copy of pair) outcomes.push(await takeRecord(parts, aTrailRecord(copy)));
    outcomes.push(await takeIssuance(parts, anIssuance("ASIAEXAMPLEFOREIGN01", OTHER_READER)));
    outcomes.push(await takeRecord(parts, aTrailRecord(pair[0])));
    expect(outcomes).toEqual(["waiting", "waiting", "matched", "known"]);
    expect(published).toEqual([]);
  });

  test("match by the session where STS answered twice and its first credentials were lost", async () => {
    const { parts, published } = aWorld(dynalite);
    await takeIssuance(parts, anIssuance());
    const lost = aTrailRecord("assume-role", { accessKeyId: "ASIAEXAMPLELOST00001" });
    expect(await takeRecord(parts, lost)).toBe("matched");
    expect(await takeRecord(parts, lost)).toBe("known");
    expect(await callOf(dynalite, KEY)).toMatchObject({ awaiting: "seen" });
    expect(published).toEqual([]);
  });

  test("match by the session once: the third credentials of a session are nobody's", async () => {
    const { parts } = aWorld(dynalite);
    await takeIssuance(parts, anIssuance());
    await takeRecord(parts, aTrailRecord("assume-role", { accessKeyId: "ASIAEXAMPLELOST00001" }));
    const third = aTrailRecord("assume-role", { accessKeyId: "ASIAEXAMPLELOST00002" });
    expect(await takeRecord(parts, third)).toBe("waiting");
  });

  test("match by the session where the record names no access key", async () => {
    const { parts } = aWorld(dynalite);
    await takeIssuance(parts, anIssuance());
    expect(await takeRecord(parts, aTrailRecord("assume-role", { accessKeyId: null }))).toBe("matched");
    expect(await callOf(dynalite, KEY)).toMatchObject({ closed: "matched-by-session" });
  });
});

describe("a mapped role that somebody else assumed", () => {
  test("is reported as soon as the record arrives, with who it was", async () => {
    const { parts, published, remembered } = aWorld(dynalite);
    expect(await takeRecord(parts, aTrailRecord("assume-role-by-a-stranger"))).toBe("unmatched");
    expect(unmatchedIn(published)).toEqual([
      {
        direction: "seen-never-issued",
        stage: "final",
        iamRole: READER,
        mapping: expect.objectContaining({ id: "demo-readers-test", iamRole: READER }),
        assumedAt: "2026-08-03T12:00:00.000Z",
        accessKeyId: "ASIAEXAMPLESTOLEN001",
        sourceIdentity: null,
        sessionName: "maintenance",
        issued: null,
        seen: {
          eventName: "AssumeRole",
          eventId: "5f0e9a11-7c3d-3e2b-9a44-000000000006",
          sharedEventId: null,
          account: "222233334444",
          region: "eu-central-1",
          callerArn: "arn:aws:iam::222233334444:user/mallory",
          sourceAddress: expect.stringMatching(/^address:k1:/),
          userAgent: expect.stringMatching(/^user-agent:k1:/),
        },
        detail: expect.stringContaining("somebody who is not the credentials function"),
      },
    ]);
    expect(remembered.map(({ value }) => value)).toEqual(["203.0.113.66", "aws-cli/2.31.0"]);
    expect(JSON.stringify(await callOf(dynalite, "ASIAEXAMPLESTOLEN001"))).not.toContain("203.0.113.66");
  });

  test("is reported once, however often and in however many copies its record comes", async () => {
    const { parts, published } = aWorld(dynalite);
    const record = aTrailRecord("assume-role-by-a-stranger");
    const copies = await Promise.all([1, 2, 3].map(() => takeRecord(parts, record)));
    expect(copies.filter((outcome) => outcome === "unmatched")).toHaveLength(1);
    expect(await takeRecord(aWorld(dynalite).parts, record)).toBe("known");
    expect(published).toHaveLength(1);
    // No number is left out either: a gap would look like a lost event.
    expect(parts.producer.next()).toBe(2);
  });

  test("is reported also where it came by a provider directly", async () => {
    const { parts, published } = aWorld(dynalite);
    expect(await takeRecord(parts, aTrailRecord("assume-role-with-saml"))).toBe("unmatched");
    expect(unmatchedIn(published)[0]).toMatchObject({
      seen: { eventName: "AssumeRoleWithSAML", callerArn: "SAMLUser" },
      sessionName: "ada@example.org",
    });
  });

  test("is reported with a record that the bus did not take, and stays pending until it does", async () => {
    const { parts } = aWorld(dynalite);
    const left: unknown[] = [];
    const publication = {
      ...parts.publication,
      publish: async () => {
        throw new Error("the bus is down");
      },
      onLeftPending: (refused: readonly unknown[]) => void left.push(...refused),
    };
    expect(await takeRecord({ ...parts, publication }, aTrailRecord("assume-role-by-a-stranger"))).toBe("unmatched");
    expect(left).toHaveLength(1);
    const finding = await itemOf(dynalite.client, "finding#seen-never-issued#final#key#ASIAEXAMPLESTOLEN001");
    expect(finding).toMatchObject({ pendingShard: expect.any(Number) });
  });

  test("names no mapping where several name the role", async () => {
    const { parts, published } = aWorld(dynalite);
    const [one] = parts.mappings;
    const mappings = one ? [one, { ...one, id: "another", samlRole: "others" }] : [];
    await takeRecord({ ...parts, mappings }, aTrailRecord("assume-role-by-a-stranger"));
    expect(unmatchedIn(published)[0]).toMatchObject({ mapping: null });
  });

  test("shows what the caller chose in printable characters only", async () => {
    const { parts, published } = aWorld(dynalite);
    await takeRecord(parts, aTrailRecord("assume-role-by-a-stranger", { sessionName: "a\u001b[2Jb" }));
    expect(unmatchedIn(published)[0]).toMatchObject({ sessionName: "a\\u{1b}[2Jb" });
  });

  test("does not join what was issued for another role under the same key", async () => {
    const { parts } = aWorld(dynalite);
    await takeIssuance(parts, anIssuance(KEY, OTHER_READER));
    expect(await takeRecord(parts, aTrailRecord("assume-role-by-a-stranger", { accessKeyId: KEY }))).toBe("unmatched");
  });
});

describe("of no concern is", () => {
  test("a refused call, and a role that no mapping names", async () => {
    const { parts, published } = aWorld(dynalite);
    expect(await takeRecord(parts, aTrailRecord("assume-role-refused"))).toBe("refused");
    expect(await takeRecord(parts, aTrailRecord("assume-role-by-a-service"))).toBe("unmapped");
    expect(published).toEqual([]);
  });

  test("what is older than anything that is kept: it comes from a replay", async () => {
    const { parts, published } = aWorld(dynalite, new Date(NOON.getTime() + 91 * 86_400_000));
    expect(await takeIssuance(parts, anIssuance())).toBe("forgotten");
    expect(await takeRecord(parts, aTrailRecord("assume-role-by-a-stranger"))).toBe("forgotten");
    expect(published).toEqual([]);
  });
});

test("a record of our own session takes its correlation id to the finding", async () => {
  const { parts, published } = aWorld(dynalite);
  const record = aTrailRecord("assume-role");
  await takeRecord(parts, { ...record, caller: { ...record.caller, roleArn: `${READER}-other` } });
  expect(published[0]?.metadata.correlationId).toBe(CORRELATION);
});
