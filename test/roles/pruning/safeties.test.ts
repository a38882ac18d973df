/** Each safety by its name, in a case in which it alone prevents harm: without it, the same mapping is marked or pruned. */
import { describe, expect, test } from "@jest/globals";
import { decide } from "../../../lib/roles/pruning/decide.ts";
import type { PruningQuestion, SecondReading } from "../../../lib/roles/pruning/decision.ts";
import { SAFETIES } from "../../../lib/roles/pruning/safeties.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import {
  ago,
  ahead,
  aMapping,
  aQuestion,
  decisionFor,
  inUse,
  marked,
  NOW,
  policyOf,
  silent,
  verdict,
} from "./mappings.ts";

const OTHERS = inUse(19);

function verdictOn(mapping: RoleMapping, given: Partial<PruningQuestion> = {}, others = OTHERS): string {
  const mappings = [...others, mapping];
  const question = aQuestion(mappings, given);
  return verdict(decisionFor(decide(question), mapping.id));
}

const heard = (reading: Partial<Extract<SecondReading, { available: true }>> | SecondReading) => ({
  secondReadings: new Map([["it", { ...silent, ...reading } as SecondReading]]),
});

test("what nothing speaks for is marked, waits, and is then pruned", () => {
  expect(verdictOn(aMapping("it"))).toBe("mark");
  expect(verdictOn(marked("it", { stale: { markedAt: ago(5), pruneAfter: ahead(9) } }))).toBe("keep: waiting-time");
  expect(verdictOn(marked("it"))).toBe("prune");
});

interface Case {
  readonly safety: (typeof SAFETIES)[number];
  readonly what: string;
  readonly it: RoleMapping;
  readonly given?: Partial<PruningQuestion>;
  readonly others?: RoleMapping[];
  /** The same without the safety's reason: it must then be lost. */
  readonly without?: {
    readonly it?: RoleMapping;
    readonly given?: Partial<PruningQuestion>;
    readonly others?: RoleMapping[];
  };
  readonly expected?: string;
}

const optOut = { reason: "the new team starts in September", until: ahead(30), by: "owner@example.com" };
const yearAgo = { uses: [{ day: "2025-08-20", count: 1 }] };
const CASES: readonly Case[] = [
  { safety: "environment", what: "it is another stage's to decide on", it: marked("it", { environment: "staging" }) },
  { safety: "protected", what: "its file protects it", it: aMapping("it", { protected: true }) },
  {
    safety: "protected",
    what: "it was protected after the mark",
    it: marked("it", { protected: true }),
    expected: "unmark",
  },
  { safety: "opt-out", what: "its owner opted out", it: aMapping("it", { optOut }) },
  { safety: "opt-out", what: "its owner opted out after the mark", it: marked("it", { optOut }), expected: "unmark" },
  {
    safety: "minimum-age",
    what: "it is young, whatever else is allowed",
    it: aMapping("it"),
    given: { policy: policyOf({ minimumAgeDays: 181 }) },
  },
  { safety: "minimum-age", what: "it was restored lately", it: aMapping("it", { restoredAt: ago(40) }) },
  { safety: "minimum-age", what: "nobody kept since when it is there", it: aMapping("it", { createdAt: null }) },
  {
    safety: "used-while-marked",
    what: "somebody used it between mark and pruning, though longer ago than the period",
    it: marked("it", { stale: { markedAt: ago(150), pruneAfter: ago(136) }, lastGrantedAt: ago(120) }),
    without: { it: marked("it", { stale: { markedAt: ago(150), pruneAfter: ago(136) }, lastGrantedAt: ago(151) }) },
    expected: "unmark",
  },
  {
    safety: "used-while-marked",
    what: "the second source saw a use since the mark that the table never got",
    it: marked("it", { stale: { markedAt: ago(150), pruneAfter: ago(136) } }),
    given: heard({ uses: [{ day: "2026-04-02", count: 1 }] }),
    expected: "unmark",
  },
  { safety: "unused-by-table", what: "the table knows a login", it: aMapping("it", { lastGrantedAt: ago(89) }) },
  { safety: "unused-by-table", what: "the table knows credentials", it: aMapping("it", { lastUsedAt: ago(89) }) },
  {
    safety: "unused-by-table",
    what: "it is not there for as long as it would have to be unused",
    it: aMapping("it", { createdAt: ago(60) }),
    given: { policy: policyOf({ minimumAgeDays: 30 }) },
  },
  {
    safety: "unused-by-second-source",
    what: "the second source saw a use that the table lost",
    it: aMapping("it"),
    given: heard({ uses: [{ day: "2026-06-01", count: 1 }] }),
  },
  {
    safety: "unused-by-second-source",
    what: "the second source is not available",
    it: marked("it"),
    given: heard({ available: false, why: "CloudWatch did not answer" }),
  },
  {
    safety: "unused-by-second-source",
    what: "the second source says nothing",
    it: marked("it"),
    given: { secondReadings: new Map() },
  },
  {
    safety: "unused-by-second-source",
    what: "the second source does not reach back far enough",
    it: marked("it"),
    given: heard({ since: new Date(ago(80)) }),
  },
  {
    safety: "yearly-use",
    what: "it was used a year ago, about this time",
    it: aMapping("it", { createdAt: ago(500) }),
    given: heard(yearAgo),
  },
  {
    safety: "yearly-use",
    what: "it was used a year ago, by the table, and is due to be pruned",
    it: marked("it", { createdAt: ago(500), lastGrantedAt: ago(350) }),
    without: { it: marked("it", { createdAt: ago(500), lastGrantedAt: ago(250) }) },
  },
  {
    safety: "yearly-use",
    what: "its last two uses lie a year apart, and the next is not due",
    it: aMapping("it", { createdAt: ago(600), lastGrantedAt: ago(100) }),
    given: heard({ uses: [{ day: "2025-05-01", count: 1 }] }),
  },
  {
    safety: "yearly-use",
    what: "the table's history knows two uses a year apart",
    it: aMapping("it", { createdAt: ago(800), lastGrantedAt: ago(100) }),
    given: { history: new Map([["it", [ago(464).slice(0, 10), ago(100).slice(0, 10)]]]) },
  },
  {
    safety: "yearly-use",
    what: "nobody knows whether it was used a year ago",
    it: aMapping("it", { createdAt: ago(500) }),
    given: heard({ since: new Date(ago(200)) }),
  },
  {
    safety: "waiting-time",
    what: "its owner was told of a later day",
    it: marked("it", { stale: { markedAt: ago(20), pruneAfter: ahead(1) } }),
  },
  {
    safety: "waiting-time",
    what: "the wait that holds now is longer than the one that was announced",
    it: marked("it"),
    given: { policy: policyOf({ waitDays: 21 }) },
  },
  {
    safety: "last-way-in",
    what: "no other mapping leads to its account",
    it: marked("it", { iamRole: "arn:aws:iam::999988887777:role/only" }),
  },
  {
    safety: "last-way-in",
    what: "the only other one was pruned before",
    it: marked("it", { iamRole: "arn:aws:iam::999988887777:role/only" }),
    others: [
      ...OTHERS,
      aMapping("gone", { iamRole: "arn:aws:iam::999988887777:role/x", status: "pruned", prunedAt: ago(3) }),
    ],
    without: {
      others: [...OTHERS, aMapping("there", { iamRole: "arn:aws:iam::999988887777:role/x", lastGrantedAt: ago(1) })],
    },
  },
  {
    safety: "last-way-in",
    what: "the only other one is of a provider that nobody can come in through",
    it: marked("it", { iamRole: "arn:aws:iam::999988887777:role/only" }),
    others: [
      ...OTHERS,
      aMapping("dead", {
        iamRole: "arn:aws:iam::999988887777:role/x",
        identityProvider: "closed",
        lastGrantedAt: ago(1),
      }),
    ],
  },
  {
    safety: "cap-by-number",
    what: "as many as one run may prune are marked already",
    it: aMapping("it"),
    given: { policy: policyOf({ maximumPerRun: 1, maximumShare: 1 }) },
    others: [...OTHERS, marked("before", { stale: { markedAt: ago(1), pruneAfter: ahead(13) } })],
  },
  {
    safety: "cap-by-share",
    what: "as large a share as one run may prune is marked already",
    it: aMapping("it"),
    given: { policy: policyOf({ maximumShare: 0.05 }) },
    others: [...OTHERS, marked("before", { stale: { markedAt: ago(1), pruneAfter: ahead(13) } })],
  },
];

describe("a safety alone keeps a mapping", () => {
  test.each(CASES.map((each) => [each.safety, each.what, each] as const))("%s: %s", (safety, _, each) => {
    const { it, given, others, expected = "keep" } = each;
    expect(verdictOn(it, given, others)).toBe(`${expected}: ${safety}`);
  });

  const lost = CASES.filter(({ safety }) => safety !== "environment");
  test.each(lost.map((each) => [each.safety, each.what, each] as const))("without it, %s: %s", (_, __, each) => {
    const { it, without } = each;
    const plain = it.stale ? marked("it", { stale: { markedAt: ago(20), pruneAfter: ago(6) } }) : aMapping("it");
    expect(["mark", "prune"]).toContain(
      verdictOn(without?.it ?? plain, without?.given ?? {}, without?.others ?? OTHERS),
    );
  });

  test("and every safety is among these", () => {
    expect(new Set(CASES.map(({ safety }) => safety))).toEqual(new Set(SAFETIES));
  });
});

describe("an opt-out", () => {
  test("that has run out keeps nothing", () => {
    expect(verdictOn(aMapping("it", { optOut: { ...optOut, until: ago(1) } }))).toBe("mark");
  });

  test("without a reason keeps nothing", () => {
    expect(verdictOn(aMapping("it", { optOut: { ...optOut, reason: "  " } }))).toBe("mark");
  });
});

describe("two ways into one account", () => {
  const account = (id: string, given: Partial<RoleMapping>) =>
    marked(id, { iamRole: `arn:aws:iam::999988887777:role/${id}`, createdAt: ago(400), ...given });

  test("both due: the one unused for longer goes, the other stays", () => {
    const [older, younger] = [account("b", { lastGrantedAt: ago(200) }), account("a", { lastGrantedAt: ago(100) })];
    const plan = decide(aQuestion([...OTHERS, older, younger]));
    expect(verdict(decisionFor(plan, "b"))).toBe("prune");
    expect(verdict(decisionFor(plan, "a"))).toBe("keep: last-way-in");
  });

  test("both unused: one is marked, the other is not announced to go with it", () => {
    const active = { status: "active", stale: null } as const;
    const plan = decide(aQuestion([...OTHERS, account("a", active), account("b", active)]));
    expect(["a", "b"].map((id) => verdict(decisionFor(plan, id)))).toEqual(["mark", "keep: last-way-in"]);
  });
});

describe("a use that overtakes the pruning", () => {
  const pruned = (lastGrantedAt: string | null) =>
    aMapping("it", { status: "pruned", prunedAt: ago(1), lastGrantedAt, revision: 3 });

  test("a login under way when the mapping was pruned has it restored", () => {
    expect(verdictOn(pruned(ago(1.0001)))).toBe("restore: used-while-marked");
  });

  test("an old use does not bring a pruned mapping back", () => {
    const mappings = [...OTHERS, pruned(ago(120))];
    const plan = decide(aQuestion(mappings));
    expect(plan.outcome === "act" && plan.decisions.some(({ mapping }) => mapping.id === "it")).toBe(false);
  });
});

test("the order of the table changes no decision", () => {
  const mappings = [...OTHERS, ...["a", "b", "c"].map((id) => aMapping(id, { lastGrantedAt: ago(100) }))];
  const given = { policy: policyOf({ maximumPerRun: 2 }), now: NOW };
  expect(decide(aQuestion([...mappings].reverse(), given))).toEqual(decide(aQuestion(mappings, given)));
});
