/** Each test of each criterion: what it finds, in which state, and that it finds nothing where nothing is. */
import { describe, expect, test } from "@jest/globals";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import type { PeriodFacts } from "../../../lib/evidence/report/criterion.ts";
import { samples } from "../../events/helpers/contract-files.ts";
import {
  aLoginFailed,
  aLoginSucceeded,
  aRoleCredentialsIssued,
  aRoleMappingProvisioned,
  aRolesMapped,
} from "../../helpers/events.ts";
import { aSeal, HOUR, resultOf, told } from "./helpers/run.ts";

const NOON = Date.parse("2026-08-03T12:00:00.000Z");
const minute = (minutes: number) => new Date(NOON + minutes * 60_000);

/** A golden sample with other data: what a test is about is given, and when it happened. */
function a(name: string, data: Record<string, unknown> = {}, occurredAt = minute(0)): TrailEvent {
  const found = samples().find(({ content }) => (content.metadata as { type?: string }).type === name);
  if (!found) throw new Error(`there is no sample of ${name}`);
  const { metadata, data: own } = structuredClone(found.content) as { metadata: object; data: object };
  return {
    metadata: { ...metadata, occurredAt: occurredAt.toISOString() },
    data: { ...own, ...data },
  } as unknown as TrailEvent;
}

const MAPPING = {
  id: "m",
  identityProviderId: "demo",
  samlRole: "r",
  environment: "test",
  iamRole: "arn:aws:iam::1:role/r",
};
const SUBJECT = `subject:k1:${"s".repeat(43)}`;

test("every sample of an event is examined by no test that fails over it", async () => {
  const results = await Promise.all(
    ["read-twice", "strong-signatures", "failures-explained"].map((id) =>
      resultOf(id, [a("Login Succeeded"), a("Login Failed")]),
    ),
  );
  expect(results.map(({ result }) => result)).toEqual(["passed", "passed", "passed"]);
});

test("an event whose data is not of its type's shape is told, not passed over", async () => {
  const broken = a("Login Succeeded");
  const event = { ...broken, data: {} } as unknown as TrailEvent;
  expect(await told("strong-signatures", [event])).toEqual([expect.stringMatching(/^open: cannot be examined/)]);
});

describe("CC2.1", () => {
  test("a late seal is closed: it is there", async () => {
    const seals = [aSeal(HOUR, { sealedAt: "2026-08-05T00:00:00.000Z" })];
    expect(await told("every-hour-sealed", [], { seals })).toEqual([
      "closed: the hour was sealed 35 hours after its end",
    ]);
  });

  test("numbers that differ from the seals' are named", async () => {
    const counts = { byHour: {}, byType: { "Login Failed": 2 }, byReason: {}, byIdentityProvider: {}, byRole: {} };
    const facts = {
      seals: [aSeal(HOUR, { counts })],
      counted: { byType: { "Login Failed": 1 }, byReason: {}, byRole: { m: 1 } },
    };
    expect(await told("counts-agree", [], facts)).toEqual([
      "open: Login Failed: the seals state 2, the events come to 1",
      "open: m: the seals state 0, the events come to 1",
    ]);
  });

  test("a gap is open unless a later hour filled it", async () => {
    const gaps = [
      { producer: "p", first: 3, last: 3, filledIn: null },
      { producer: "p", first: 5, last: 6, filledIn: "2026-08-04T01" },
    ];
    expect(await told("numbers-without-gaps", [], { gaps })).toEqual([
      "open: number 3 of the process p did not arrive in the period",
      "explained: numbers 5 to 6 of the process p did not arrive in the period",
    ]);
  });

  test("a finding that two seals repeat is told once; a conflict names the id", async () => {
    const findings = [{ kind: "overwritten" as const, key: "events/x" }];
    const conflicts = [{ id: "01", leaf: "0".repeat(64), sealedIn: HOUR }];
    const seals = [aSeal(HOUR, { findings, conflicts }), aSeal("2026-08-03T13", { findings })];
    expect(await told("sound-archive", [], { seals })).toEqual([
      "open: overwritten: events/x",
      `open: two events claim the id 01; the one sealed in ${HOUR} counts`,
    ]);
  });
});

describe("CC6.1", () => {
  test("a login that only one reading verified, or with SHA-1, is an exception", async () => {
    const { assertion } = aLoginSucceeded().data;
    const login = aLoginSucceeded({
      assertion: { ...assertion, signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" },
    });
    expect(await told("read-twice", [login])).toEqual([expect.stringMatching(/^open: .*verify-with-samlify/)]);
    expect(await told("strong-signatures", [login])).toEqual([expect.stringMatching(/^open: signed with .*rsa-sha1/)]);
  });

  test("an assertion that lets somebody in twice is an exception, the first time is none", async () => {
    const twice = [aLoginSucceeded(), aLoginSucceeded()];
    expect(await told("assertion-used-once", twice)).toHaveLength(1);
    expect(await told("assertion-used-once", twice.slice(1))).toEqual([]);
  });
});

describe("CC6.2", () => {
  const roles = aRolesMapped();

  test("a grant of another environment is an exception", async () => {
    const [granted] = roles.data.granted;
    const foreign = aRolesMapped({ granted: granted ? [{ ...granted, environment: "production" }] : [] });
    expect(await told("own-environment", [roles, foreign])).toEqual([
      expect.stringMatching(/is of production, and was granted in test/),
    ]);
  });
});

describe("CC6.3", () => {
  const pruned = a("Role Mapping Pruned", { mapping: MAPPING, prunedAt: minute(10).toISOString() }, minute(10));
  const [granted] = aRolesMapped().data.granted;
  const grantAt = (minutes: number) =>
    aRolesMapped({ granted: granted ? [{ ...granted, mappingId: "m" }] : [] }, minute(minutes));

  test("a change that names nobody, or no reason, is an exception", async () => {
    expect(
      await told("mapping-changes-accounted-for", [
        aRoleMappingProvisioned(),
        aRoleMappingProvisioned({ by: " ", why: "" }),
      ]),
    ).toEqual(["open: demo-readers-test: by and why is empty"]);
  });

  test("a grant after a prune is an exception in whichever order both arrive, and none once it was restored", async () => {
    expect(await told("pruned-grants-nothing", [grantAt(5), pruned])).toEqual([]);
    expect(await told("pruned-grants-nothing", [pruned, grantAt(20)])).toHaveLength(1);
    expect(await told("pruned-grants-nothing", [grantAt(20), pruned])).toHaveLength(1);
    const restored = a("Role Mapping Restored", { mapping: MAPPING }, minute(15));
    expect(await told("pruned-grants-nothing", [pruned, restored, grantAt(20)])).toEqual([]);
  });

  test("a mark that nothing followed is open, explained where runs were held back, and nothing where it was pruned", async () => {
    const marked = a("Role Mapping Marked Stale", { mapping: MAPPING, pruneAfter: minute(5).toISOString() });
    const held = a("Role Mapping Pruning Refused", {
      scope: "run",
      mapping: null,
      reason: "missing-hours",
      detail: "two",
    });
    expect(await told("marks-followed-up", [marked])).toEqual([expect.stringMatching(/^open: m was to be pruned/)]);
    expect(await told("marks-followed-up", [marked, held])).toEqual([expect.stringMatching(/^explained/)]);
    expect(await told("marks-followed-up", [marked, pruned])).toEqual([]);
  });

  test("what a review decided to revoke is open until it is taken away", async () => {
    const decision = {
      mappingId: "m",
      subject: null,
      decision: "revoke",
      rationale: "nobody uses it",
      reviewer: "dana",
    };
    const review = a("Access Review Completed", { decisions: [decision] });
    expect(await told("review-carried-out", [review])).toEqual([
      "open: m for everybody was to be revoked: nobody uses it",
    ]);
    expect(await told("review-carried-out", [review, pruned])).toEqual([expect.stringMatching(/^closed/)]);
    expect((await resultOf("review-carried-out", [])).result).toBe("not-run");
  });
});

describe("CC6.6", () => {
  test("a test that nothing came by is not passed, and not run where something could not be read", async () => {
    expect(await resultOf("readings-agree", [])).toMatchObject({ result: "nothing-to-examine", examined: 0 });
    const unread = [{ kind: "object-missing" as const, where: "events/x", what: "it is not there" }];
    expect(await resultOf("readings-agree", [], { unread })).toMatchObject({ result: "not-run", examined: 0 });
    expect(await resultOf("readings-agree", [aLoginFailed()])).toMatchObject({ result: "passed", examined: 1 });
  });

  test("a login from an address that attacked in the same hour is to be asked about", async () => {
    const attack = Array.from({ length: 20 }, () =>
      aLoginFailed({ reason: "signature-invalid", step: "verify-with-libxml2" }),
    );
    expect(await told("no-login-after-an-attack", [...attack, aLoginSucceeded()])).toHaveLength(1);
    expect(await told("no-login-after-an-attack", [...attack.slice(1), aLoginSucceeded()])).toEqual([]);
    const mistakes = Array.from({ length: 20 }, () => aLoginFailed({ reason: "expired" }));
    expect(await told("no-login-after-an-attack", [...mistakes, aLoginSucceeded()])).toEqual([]);
  });

  test("readings that disagree are looked at", async () => {
    expect(
      await told("readings-agree", [aLoginFailed({ reason: "readings-disagree", step: "compare-readings" })]),
    ).toHaveLength(1);
  });
});

describe("CC7", () => {
  test("what CloudTrail saw and nobody issued is open; what was only late is explained", async () => {
    const issued = { eventId: "01J8ZQ4Y3V5K7M9N2P4R6T8W0X", subject: SUBJECT };
    const late = a("Role Assumption Unmatched", { direction: "issued-never-seen", stage: "late", issued });
    const final = a("Role Assumption Unmatched", { direction: "issued-never-seen", stage: "final", issued });
    expect(await told("assumptions-matched", [late])).toEqual([expect.stringMatching(/^explained/)]);
    expect(await told("assumptions-matched", [late, final])).toEqual([
      expect.stringMatching(/^open: issued-never-seen, final/),
    ]);
  });

  test("a certificate that nothing replaces is open, one that was replaced closed", async () => {
    const said = (replaced: boolean) => a("Certificate Expiring", { replaced });
    expect(await told("certificates-in-time", [said(false)])).toEqual([expect.stringMatching(/^open/)]);
    expect(await told("certificates-in-time", [said(false), said(true)])).toEqual([expect.stringMatching(/^closed/)]);
  });

  test("a refusal for a fault of our own is told, one for a fault of the message is not", async () => {
    const ours = aLoginFailed({ reason: "internal", count: 3 });
    expect(await told("failures-of-our-own", [ours, aLoginFailed()])).toEqual([
      expect.stringMatching(/^open: 3 attempts: internal/),
    ]);
  });

  test("a revocation that did not reach a role is closed by one that did", async () => {
    const role = { iamRole: "arn:aws:iam::1:role/r", code: null };
    const failed = a(
      "Credentials Revoked",
      { subject: SUBJECT, roles: [{ ...role, outcome: "failed", code: "AccessDenied" }] },
      minute(1),
    );
    const denied = a("Credentials Revoked", { subject: SUBJECT, roles: [{ ...role, outcome: "denied" }] }, minute(2));
    expect(await told("revocations-complete", [failed])).toEqual([expect.stringMatching(/^open: .*AccessDenied/)]);
    expect(await told("revocations-complete", [failed, denied])).toEqual([expect.stringMatching(/^closed/)]);
  });

  test("a token that had ended gets no more credentials", async () => {
    const ended = a("Agent Token Ended", { tokenId: "01J8ZQ4Y3V5K7M9N2P4R6T8W0X", endedAt: minute(5).toISOString() });
    const agent = { tokenId: "01J8ZQ4Y3V5K7M9N2P4R6T8W0X", purpose: "build" };
    expect(await told("revoked-gets-nothing", [ended, aRoleCredentialsIssued({ agent }, minute(1))])).toEqual([]);
    expect(await told("revoked-gets-nothing", [ended, aRoleCredentialsIssued({ agent }, minute(9))])).toHaveLength(1);
  });
});

describe("CC7.2", () => {
  const coverage = (day: string, hours: number) =>
    Array.from(
      { length: hours },
      (_, hour) => ({ hour: `${day}T${String(hour).padStart(2, "0")}` }) as PeriodFacts["coverage"][number],
    );

  test("a whole day without a search of the archive is told; a part of one is not", async () => {
    const days = [...coverage("2026-08-02", 24), ...coverage("2026-08-03", 24), ...coverage("2026-08-04", 7)];
    const checked = a("Archive Checked", { findings: { count: 0, named: [] }, unreadableDays: 0 });
    expect(await told("archive-searched", [checked], { coverage: days })).toEqual([
      "open: no search of the archive is recorded for 2026-08-02",
    ]);
  });
});

describe("CC8.1", () => {
  test("a guard changed around the deployment is open, explained where AWS refused it", async () => {
    const by = { byDeployment: false };
    expect(await told("guards-changed-by-deployment", [a("Guard Changed", { byDeployment: true })])).toEqual([]);
    expect(await told("guards-changed-by-deployment", [a("Guard Changed", { ...by, refused: null })])).toEqual([
      expect.stringMatching(/^open/),
    ]);
    expect(
      await told("guards-changed-by-deployment", [a("Guard Changed", { ...by, refused: "AccessDenied" })]),
    ).toEqual([expect.stringMatching(/^explained/)]);
  });

  test("metadata that waits to be confirmed is closed once the same is applied", async () => {
    const changed = (outcome: string) => a("Identity Provider Metadata Changed", { outcome, problem: null });
    expect(await told("trust-changed-on-purpose", [changed("awaiting-confirmation")])).toEqual([
      expect.stringMatching(/^open/),
    ]);
    expect(await told("trust-changed-on-purpose", [changed("awaiting-confirmation"), changed("applied")])).toEqual([
      expect.stringMatching(/^closed/),
    ]);
  });

  test.each(["1.0.0+abc-dirty", "1.0.0+unknown", "local", ""])(
    "an hour sealed by code that no commit names is told: %s",
    async (codeVersion) => {
      expect(await told("code-was-committed", [], { seals: [aSeal(HOUR, { codeVersion })] })).toHaveLength(1);
    },
  );
});
