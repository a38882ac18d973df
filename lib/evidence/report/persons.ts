/** Whom the pseudonyms of a period stand for, looked up once each. Without a table to look in, nobody is named. */
import type { Name, Names } from "../../identity/dynamodb-names.ts";
import type { SeenEvent } from "./sealed-events.ts";

export interface Persons {
  /** Before they are written: these pseudonyms become known. What is empty is nobody. */
  learn(subjects: readonly string[]): Promise<void>;
  /** Whether there is a table to look in. */
  readonly areNamed: boolean;
  name(subject: string): Name | null;
  /** For a cell: display name and what identifies them, or nothing. */
  text(subject: string): string;
  /** Everybody met so far. */
  readonly count: number;
}

/** Whom an event is about, where it is about a person. */
export function subjectOf({ event }: SeenEvent): string {
  const { subject } = event.data as { readonly subject?: unknown };
  return typeof subject === "string" ? subject : "";
}

export function createPersons(names: Names | null): Persons {
  const known = new Map<string, Name | null>();
  return {
    areNamed: names !== null,
    async learn(subjects) {
      const unknown = new Set<string>();
      for (const subject of subjects) if (subject !== "" && !known.has(subject)) unknown.add(subject);
      if (unknown.size === 0) return;
      const found = await names?.find([...unknown]);
      for (const subject of unknown) known.set(subject, found?.get(subject) ?? null);
    },
    name: (subject) => known.get(subject) ?? null,
    text(subject) {
      const name = known.get(subject);
      if (!name) return "";
      return name.displayName && name.displayName !== name.value ? `${name.displayName} <${name.value}>` : name.value;
    },
    get count() {
      return known.size;
    },
  };
}
