/** Who has access at the end of a period, where most of it was given before: what the access review says, and where it has it from. */
import { describe, expect, test } from "@jest/globals";
import { readCsv } from "../../../lib/csv/read-csv.ts";
import type { TrailEvent } from "../../../lib/events/catalogue.ts";
import { type Hour, hoursLater } from "../../../lib/evidence/hours.ts";
import { createSealReader, requireHour } from "../../../lib/evidence/seal-reader.ts";
import { aRoleMappingProvisioned } from "../../helpers/events.ts";
import type { MemoryStore } from "../helpers/memory-store.ts";
import { anArchive, FIRST, inHour, PERIOD } from "./helpers/a-month.ts";
import { build } from "./helpers/build.ts";

type Definition = Parameters<typeof aRoleMappingProvisioned>[0] extends infer Data
  ? NonNullable<NonNullable<Data> extends { after?: infer After } ? After : never>
  : never;

function mapping(id: string, revision: number, more: Partial<Definition> = {}, at = inHour(FIRST)): TrailEvent {
  const reference = {
    id,
    identityProviderId: "demo",
    samlRole: id,
    environment: "test",
    iamRole: `arn:aws:iam::1:role/${id}`,
  };
  const rest = { purpose: "", maximumSessionMinutes: 60, envelope: null, protected: false, optOut: null } as const;
  const after = { ...reference, ...rest, owner: "platform", status: "active" as const, ...more };
  return aRoleMappingProvisioned({ mapping: reference, revision, after }, at);
}

async function review(
  more: Readonly<Record<Hour, readonly TrailEvent[]>>,
  change: (store: MemoryStore) => void = () => {},
) {
  const { store } = await anArchive(more);
  change(store);
  const built = await build(store);
  const list = built.files.find(({ path }) => path === "access-review.csv");
  const [head, ...rows] = readCsv(list && "content" in list ? String(list.content) : "").map(({ cells }) => cells);
  const cell = (row: readonly string[], name: string) => row[head?.indexOf(name) ?? -1] ?? "";
  const stated = rows.map((row) =>
    ["mapping_id", "owner", "status", "saml_role"].map((name) => cell(row, name)).join(" "),
  );
  return { store, built, stated };
}

const SECOND = hoursLater(FIRST, 1);
const HOUR = hoursLater(PERIOD.from, 4);

describe("an access review", () => {
  test("has mappings that were made before the period and that nobody touched in it, with their owners", async () => {
    const { store, built, stated } = await review({
      [FIRST]: [mapping("old", 1), mapping("gone", 1)],
      [SECOND]: [mapping("old", 2, { owner: "data" }), mapping("gone", 2, { status: "retired" })],
    });
    // demo-readers is what the archive's own logins are granted, of which nothing was ever provisioned.
    expect(stated).toEqual([expect.stringMatching(/^demo-readers {3}/), "old data active old"]);
    const hashOf = async (hour: Hour) => (await requireHour(createSealReader(store), hour)).hash;
    expect(built.report.accessReview).toMatchObject({
      ...{ rows: 2, mappings: 2, ownerless: 1 },
      before: {
        ...{ since: FIRST, changes: 4, unread: 0 },
        hours: [
          { hour: FIRST, sealHash: await hashOf(FIRST) },
          { hour: SECOND, sealHash: await hashOf(SECOND) },
        ],
      },
    });
    expect(built.report.notCovered.map(({ what }) => what)).toContain(
      "Owners of 1 of the mappings in access-review.csv",
    );
  });

  test("says what the last change said, by the mapping's own count, in whatever order they arrived", async () => {
    const { stated } = await review({
      [FIRST]: [mapping("old", 1), mapping("old", 3, { owner: "third" }), mapping("old", 2, { owner: "second" })],
      [HOUR]: [mapping("new", 2, { owner: "later" }), mapping("new", 1)],
      [hoursLater(HOUR, 1)]: [mapping("old", 2, { owner: "second" })],
    });
    expect(stated.slice(1)).toEqual(["new later active new", "old third active old"]);
  });

  test("has a mapping that ended in the period, with what became of it", async () => {
    const { stated } = await review({
      [FIRST]: [mapping("old", 1)],
      [HOUR]: [mapping("old", 2, { status: "retired" })],
    });
    expect(stated).toContain("old platform retired old");
  });

  test("says where an hour before the period could not be read: its mappings are not known", async () => {
    const { built, stated } = await review({ [SECOND]: [mapping("old", 1)] }, (store) => {
      for (const key of [...store.objects.keys()]) {
        if (key.startsWith(`events/${SECOND.slice(0, 10).replaceAll("-", "/")}/${SECOND.slice(11)}/`))
          store.objects.delete(key);
      }
    });
    expect(stated).toHaveLength(1);
    expect(built.report.accessReview.before).toMatchObject({ changes: 1, unread: 3 });
    expect(built.report.complete).toBe(true);
    expect(built.report.notCovered.map(({ what }) => what)).toContain(
      "What 3 hours or objects before the period say of mappings",
    );
  });
});
