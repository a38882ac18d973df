import { describe, expect, test } from "@jest/globals";
import { joinsByKey, joinsBySession } from "../../lib/reconcile/join.ts";
import { OTHER_READER, READER } from "../fixtures/cloudtrail/read.ts";
import { anIssuance, aSighting } from "./world.ts";

describe("the access key id", () => {
  test("joins exactly", () => {
    expect(joinsByKey(anIssuance(), aSighting())).toBe(true);
    expect(joinsByKey(anIssuance(), aSighting({ accessKeyId: "ASIAEXAMPLEISSUED002" }))).toBe(false);
    expect(joinsByKey(anIssuance(), aSighting({ accessKeyId: null }))).toBe(false);
  });

  test("does not join where it was issued for another role", () => {
    expect(joinsByKey(anIssuance(), aSighting({ roleArn: OTHER_READER }))).toBe(false);
  });
});

describe("the session", () => {
  test("joins source identity, session name and role at about the same time", () => {
    expect(joinsBySession(anIssuance(), aSighting())).toBe(true);
    expect(joinsBySession(anIssuance(), aSighting({ occurredAt: "2026-08-03T12:01:59.000Z" }))).toBe(true);
  });

  test.each([
    ["another source identity", { sourceIdentity: `k1.${"t".repeat(43)}` }],
    ["none", { sourceIdentity: null }],
    ["another session name", { sessionName: "person-01J8ZQ4Y3V5K7M9N2P4R6T8W0Z" }],
    ["another role", { roleArn: `${READER}2` }],
    ["another time", { occurredAt: "2026-08-03T12:02:01.000Z" }],
    ["somebody else as its caller", { byLender: false }],
  ])("does not join with %s", (_what, given) => {
    expect(joinsBySession(anIssuance(), aSighting(given))).toBe(false);
  });
});
