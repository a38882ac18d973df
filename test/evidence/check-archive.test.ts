import { describe, expect, test } from "@jest/globals";
import { checkArchive, daysToCheck } from "../../lib/evidence/check-archive.ts";
import type { ListedObject } from "../../lib/evidence/evidence-store.ts";

const FIRST = "2025-01-01";
const later = (days: number) => new Date(Date.parse("2026-08-03T03:00:00.000Z") + days * 86_400_000);

describe("the daily search of the archive", () => {
  test("has each recent day in every run, and each older one once in thirty", () => {
    const runs = Array.from({ length: 30 }, (_, index) => daysToCheck(FIRST, later(index), 10_000));
    for (const { recent } of runs) expect(recent).toHaveLength(40);
    const turns = new Map<string, number>();
    for (const day of runs.flatMap(({ older }) => older)) turns.set(day, (turns.get(day) ?? 0) + 1);
    expect([...turns.values()].every((count) => count === 1)).toBe(true);
    expect(turns.size).toBeGreaterThanOrEqual(500);
    expect(turns.has(FIRST)).toBe(true);
  });

  test("leaves out what is older than events are kept: it ends by markers that are none of anybody's", () => {
    const { recent, older } = daysToCheck(FIRST, later(0), 365);
    expect([...older, ...recent].filter((day) => day < "2025-08-04")).toEqual([]);
  });

  test("names what was overwritten or deleted, below events and seals, and what it could not list", async () => {
    const objects: readonly Partial<ListedObject>[] = [
      { key: "events/2026/08/01/12/a.jsonl", overwritten: true },
      { key: "events/2026/08/01/12/b.jsonl", deleted: true },
      { key: "events/2026/08/01/13/c.jsonl" },
      { key: "seals/hours/2026/08/01/12.json", overwritten: true, deleted: true },
    ];
    const found = await checkArchive(
      {
        async list(prefix) {
          if (prefix === "events/2026/08/02/") throw new Error("slow down");
          return objects
            .filter(({ key = "" }) => key.startsWith(prefix))
            .map((each) => ({ key: "", version: "null", bytes: 1, overwritten: false, deleted: false, ...each }));
        },
      },
      "2026-08-01",
      later(0),
      365,
    );
    expect(found.findings.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "overwritten seals/hours/2026/08/01/12.json",
      "delete-marker seals/hours/2026/08/01/12.json",
      "overwritten events/2026/08/01/12/a.jsonl",
      "delete-marker events/2026/08/01/12/b.jsonl",
    ]);
    expect(found).toMatchObject({
      objects: 4,
      days: { recent: 3, older: 0 },
      unreadable: [{ what: "events/2026/08/02/" }],
    });
  });
});
