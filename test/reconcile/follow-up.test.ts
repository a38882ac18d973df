import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type FollowingUp, followUp } from "../../lib/reconcile/follow-up.ts";
import { takeIssuance, takeRecord } from "../../lib/reconcile/reconcile.ts";
import { aTrailRecord } from "../fixtures/cloudtrail/read.ts";
import { type Dynalite, startDynalite } from "../helpers/dynalite.ts";
import { minutesLater } from "../helpers/ledger.ts";
import { anIssuance, aWorld, callOf, forgetAll, unmatchedIn } from "./world.ts";

let dynalite: Dynalite;

beforeAll(async () => {
  dynalite = await startDynalite();
});
afterAll(() => dynalite.stop());
beforeEach(() => forgetAll(dynalite));

const KEY = "ASIAEXAMPLEISSUED001";
const HOURS = 60;

/** One run, so many minutes after the call, with CloudTrail answering that. */
async function run(minutes: number, ask: FollowingUp["ask"] = async () => null, given: Partial<FollowingUp> = {}) {
  const { parts, published } = aWorld(dynalite, minutesLater(minutes));
  const asked: string[] = [];
  const result = await followUp({
    ...parts,
    async ask(issued) {
      asked.push(issued.accessKeyId);
      return ask(issued);
    },
    hasTime: () => true,
    onUnanswered: () => {},
    onTrouble: (error) => {
      throw error;
    },
    ...given,
  });
  return { result, asked, findings: unmatchedIn(published) };
}

describe("credentials of which CloudTrail tells nothing", () => {
  beforeEach(async () => {
    await takeIssuance(aWorld(dynalite).parts, anIssuance());
  });

  test("are not asked for before they are late", async () => {
    expect((await run(19)).asked).toEqual([]);
  });

  test("are asked for after twenty minutes, and match what CloudTrail knows", async () => {
    const { asked, findings, result } = await run(20, async () => aTrailRecord("assume-role"));
    expect({ asked, findings }).toEqual({ asked: [KEY], findings: [] });
    expect(result).toMatchObject({ found: 1, late: 0, unmatched: 0 });
    expect(await callOf(dynalite, KEY)).toMatchObject({ closed: "matched" });
  });

  test("are late where CloudTrail does not know them, said once, and wait for a day", async () => {
    const { findings } = await run(20);
    expect(findings).toEqual([
      expect.objectContaining({
        direction: "issued-never-seen",
        stage: "late",
        accessKeyId: KEY,
        issued: { eventId: expect.any(String), subject: expect.stringMatching(/^subject:/) },
        seen: null,
      }),
    ]);
    expect(await run(21)).toMatchObject({ asked: [], findings: [] });
    expect(await callOf(dynalite, KEY)).toMatchObject({ asked: true, dueAt: minutesLater(24 * HOURS).toISOString() });
  });

  test("match a record that comes after they were late", async () => {
    await run(20);
    expect(await takeRecord(aWorld(dynalite).parts, aTrailRecord("assume-role"))).toBe("matched");
    expect(await run(25 * HOURS)).toMatchObject({ asked: [], findings: [] });
  });

  test("are a finding after a day, asked for once more before, and then no more", async () => {
    await run(20);
    const { asked, findings } = await run(24 * HOURS);
    expect(asked).toEqual([KEY]);
    expect(findings).toEqual([expect.objectContaining({ direction: "issued-never-seen", stage: "final" })]);
    expect(await run(30 * HOURS)).toMatchObject({ asked: [], findings: [] });
    expect(await callOf(dynalite, KEY)).toMatchObject({ closed: "unmatched" });
  });

  test("wait while CloudTrail does not answer, which is asked once a run, and are a finding after two days", async () => {
    await takeIssuance(aWorld(dynalite).parts, anIssuance("ASIAEXAMPLEISSUED002"));
    const unanswered: unknown[] = [];
    const down = async () => {
      throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    };
    const given = { onUnanswered: (error: unknown) => void unanswered.push(error) };
    const { asked, findings } = await run(25 * HOURS, down, given);
    expect({ asked: asked.length, unanswered: unanswered.length, findings }).toEqual({
      asked: 1,
      unanswered: 1,
      findings: [],
    });
    const final = (await run(49 * HOURS, down, given)).findings;
    expect(final.map(({ stage, detail }) => [stage, detail.includes("ThrottlingException")])).toEqual([
      ["final", true],
      ["final", true],
    ]);
  });
});

describe("a record of our function's call without an issuance", () => {
  const takeAt = (minutes: number) =>
    takeRecord(aWorld(dynalite, minutesLater(minutes)).parts, aTrailRecord("assume-role"));

  test("is given the time in which the issuance may come", async () => {
    expect(await takeAt(6)).toBe("waiting");
    expect((await run(8)).findings).toEqual([]);
    expect(await takeIssuance(aWorld(dynalite).parts, anIssuance())).toBe("matched");
    expect((await run(10)).findings).toEqual([]);
  });

  test("is a finding after that, once", async () => {
    await takeAt(6);
    const { findings, result } = await run(9);
    expect(findings).toEqual([
      expect.objectContaining({
        direction: "seen-never-issued",
        stage: "final",
        detail: expect.stringContaining("Role Credentials Refused"),
      }),
    ]);
    expect(result.unmatched).toBe(1);
    expect((await run(10)).findings).toEqual([]);
    expect(await takeIssuance(aWorld(dynalite).parts, anIssuance())).toBe("known");
  });

  test("matches by the session an issuance that came after it", async () => {
    const lost = aTrailRecord("assume-role", { accessKeyId: "ASIAEXAMPLELOST00001" });
    expect(await takeRecord(aWorld(dynalite).parts, lost)).toBe("waiting");
    await takeIssuance(aWorld(dynalite).parts, anIssuance());
    const { findings, result } = await run(10);
    expect({ findings, found: result.found }).toEqual({ findings: [], found: 1 });
  });

  test("is left to the next run where this one has no time", async () => {
    await takeAt(6);
    const { findings, result } = await run(9, undefined, { hasTime: () => false });
    expect({ findings, complete: result.complete }).toEqual({ findings: [], complete: false });
    expect((await run(10)).findings).toHaveLength(1);
  });

  test("is tried again by the next run where it could not be reported", async () => {
    await takeAt(6);
    const troubles: unknown[] = [];
    const ledger = { client: dynalite.client, name: "no-such-table" };
    const { result } = await run(9, undefined, { ledger, onTrouble: (error) => void troubles.push(error) });
    expect([result.failed, troubles.length]).toEqual([1, 1]);
    expect((await run(10)).findings).toHaveLength(1);
  });
});
