import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createProducer } from "../../../lib/events/producer.ts";
import { prepareChange } from "../../../lib/roles/provisioning/change-events.ts";
import { planMappings } from "../../../lib/roles/provisioning/plan.ts";
import type { MappingDefinition, RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { aDefinition, aMapping } from "../../helpers/mappings.ts";

const RUN = "01J8ZQ4Y3V5K7M9N2P4R6T8W0X";
const written = (...definitions: readonly MappingDefinition[]) =>
  definitions.map((definition, index) => ({ definition, file: "mappings.yaml", line: index + 2 }));

describe("what applying the file would change", () => {
  test("is nothing where the table has what the file says", () => {
    const { changes, unchanged } = planMappings(written(aDefinition()), [aMapping({ revision: 7, lastUsedAt: null })]);
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 1 });
  });

  test("leaves a stale mapping marked: a deployment is no use of it", () => {
    const stale = { markedAt: "2026-07-01T00:00:00.000Z", pruneAfter: "2026-07-15T00:00:00.000Z" };
    expect(planMappings(written(aDefinition()), [aMapping({ status: "stale", stale })]).changes).toEqual([]);
  });

  test("leaves an opt-out that was given by hand, also where it changes something else", async () => {
    const optOut = { reason: "audit", until: "2026-12-31T00:00:00.000Z", by: "dana" };
    expect(planMappings(written(aDefinition()), [aMapping({ optOut })]).changes).toEqual([]);
    const after = await applied([aMapping({ optOut })], ["readers"], "somebody else");
    expect(after).toMatchObject([{ owner: "somebody else", optOut }]);
    const sooner = { ...optOut, until: "2026-08-01T00:00:00.000Z" };
    const { changes } = planMappings(written(aDefinition({ optOut: sooner })), [aMapping({ optOut })]);
    expect(changes).toMatchObject([{ action: "change", differences: [{ field: "optOut", after: sooner }] }]);
  });

  test("takes another SAML role for another mapping, even under the same id", () => {
    const moved = aDefinition({ id: "demo-readers-test", samlRole: "Readers" });
    const { changes } = planMappings(written(moved), [aMapping()]);
    expect(changes.map(({ action }) => action)).toEqual(["create", "retire"]);
  });

  test("is a change where the id is another, which shows in the event", () => {
    const { changes } = planMappings(written(aDefinition({ id: "renamed" })), [aMapping()]);
    expect(changes).toMatchObject([
      { action: "change", differences: [{ field: "id", after: "renamed" }, { field: "iamRole" }] },
    ]);
  });
});

/** What can happen between two times the file is applied. */
type Happening =
  | { readonly kind: "apply"; readonly roles: readonly string[]; readonly owner: string }
  | { readonly kind: "prune"; readonly role: string };

const role = fc.constantFrom("a", "b", "c");
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant("apply" as const), roles: fc.uniqueArray(role), owner: fc.constantFrom("x", "y") }),
  fc.record({ kind: fc.constant("prune" as const), role }),
);

async function applied(table: readonly RoleMapping[], roles: readonly string[], owner: string) {
  const { changes } = planMappings(written(...roles.map((samlRole) => aDefinition({ samlRole, owner }))), table);
  const after = new Map(table.map((mapping) => [mapping.samlRole, mapping]));
  const origin = {
    occurredAt: new Date("2026-08-01T00:00:00.000Z"),
    correlationId: RUN,
    attemptId: RUN,
    environment: "test",
    producer: createProducer(),
  };
  for (const change of changes) {
    const prepared = await prepareChange(change, origin, { by: "dana", why: "a test" }, async () => 0);
    after.set(prepared.after.samlRole, prepared.after);
  }
  return [...after.values()];
}

test("no history of files and prunings brings a pruned mapping back without its id being asked for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (history) => {
      let table: readonly RoleMapping[] = [];
      const pruned = new Set<string>();
      for (const each of history) {
        if (each.kind === "apply") table = await applied(table, each.roles, each.owner);
        else {
          table = table.map((mapping) => {
            if (mapping.samlRole !== each.role || mapping.status !== "active") return mapping;
            pruned.add(mapping.samlRole);
            return { ...mapping, status: "pruned", prunedAt: "2026-07-01T00:00:00.000Z" };
          });
        }
        for (const { samlRole, status } of table) if (pruned.has(samlRole)) expect(status).toBe("pruned");
      }
    }),
    { seed: 20261121, numRuns: 60 },
  );
});
