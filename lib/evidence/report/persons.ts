/** Whom the pseudonyms of a period stand for, looked up once each. Without a table to look in, nobody is named. */
import type { Name, Names } from "../../identity/dynamodb-names.ts";
import type { SeenEvent } from "./sealed-events.ts";

export interface Persons {
  /**
   * Before they are written: these pseudonyms become known. What is empty is nobody.
   * @returns the number of each, which stands for it where many are counted
   */
  learn(subjects: readonly string[]): Promise<readonly number[]>;
  /** Whom a number stands for. */
  subject(number: number): string;
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

const NOBODY = -1;

export function createPersons(names: Names | null): Persons {
  const numbers = new Map<string, number>();
  const subjects: string[] = [];
  /** By number. */
  const found: (Name | null)[] = [];
  let lookedUp: Promise<unknown> = Promise.resolve();
  const nameOf = (subject: string): Name | null => found[numbers.get(subject) ?? -1] ?? null;

  function numberOf(subject: string): number {
    const known = numbers.get(subject);
    if (known !== undefined) return known;
    numbers.set(subject, subjects.length);
    return subjects.push(subject) - 1;
  }
  async function lookUp(table: Names, first: number, unknown: readonly string[]): Promise<void> {
    const named = await table.find(unknown);
    for (const [place, subject] of unknown.entries()) found[first + place] = named.get(subject) ?? null;
  }

  return {
    areNamed: names !== null,
    async learn(given) {
      const before = subjects.length;
      const learned = given.map((subject) => (subject === "" ? NOBODY : numberOf(subject)));
      if (names && subjects.length > before) {
        // Whoever asks for the same person meanwhile waits as well.
        lookedUp = Promise.all([lookedUp, lookUp(names, before, subjects.slice(before))]);
      }
      await lookedUp;
      return learned;
    },
    subject: (number) => subjects[number] ?? "",
    name: nameOf,
    text(subject) {
      const name = nameOf(subject);
      if (!name) return "";
      return name.displayName && name.displayName !== name.value ? `${name.displayName} <${name.value}>` : name.value;
    },
    get count() {
      return subjects.length;
    },
  };
}
