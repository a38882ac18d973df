/** What was noted in each of a day's hours, as one: a year is its days, and most people come again on the same day. */
import { type NotedUses, Places } from "../hour/note-uses.ts";
import { UseTable } from "../hour/use-table.ts";

/** @param since near the hours, in milliseconds since 1970 */
export function joinUses(hours: readonly NotedUses[], since: number): NotedUses {
  const [ids, people, table] = [new Places(), new Places(), new UseTable()];
  const mappings: NotedUses["mappings"][number][] = [];
  /** Of each mapping what was said last, and where it stands among what was said. */
  const [said, places] = [new Map<string, string>(), new Map<string, number>()];
  for (const { mappings: stated, subjects, uses } of hours) {
    for (const [id, own] of stated) {
      const text = JSON.stringify(own);
      if (said.get(id) === text) continue;
      said.set(id, text);
      places.set(id, mappings.push([id, own]) - 1);
    }
    table.join(
      uses,
      stated.map(([id]) => ids.of(id)),
      subjects.map((subject) => people.of(subject)),
    );
  }
  const uses = table.columns(since);
  const placeOf = ids.texts.map((id) => places.get(id) ?? 0);
  return {
    mappings,
    subjects: people.texts,
    uses: { ...uses, mapping: uses.mapping.map((mapping) => placeOf[mapping] ?? 0) },
  };
}
