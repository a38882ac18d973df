/**
 * A list of joiners and leavers, as a personnel department exports it: CSV with the columns `person`, and `joined` or `left` or both.
 * `person` is what identifies somebody at their identity provider, or a pseudonym. A day counts to its end, UTC.
 */
import { createHash } from "node:crypto";
import { readCsv, UnreadableCsv } from "../../csv/read-csv.ts";
import { unquoted } from "../../csv/write-csv.ts";
import type { People } from "./criterion.ts";
import type { Persons } from "./persons.ts";

interface Row {
  readonly person: string;
  readonly line: number;
  /** Instants; null where the list says nothing. */
  readonly joined: string | null;
  readonly left: string | null;
}

export interface PeopleList {
  readonly sha256: string;
  readonly rows: readonly Row[];
}

const isPseudonym = (person: string) => person.startsWith("subject:");
const normal = (person: string) => (isPseudonym(person) ? person : person.normalize("NFC").toLowerCase());

/** @param isEnd of a day its last moment is meant, not its first */
function instantOf(text: string, line: number, isEnd: boolean): string | null {
  if (text === "") return null;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const parsed = new Date(isDay ? `${text}T${isEnd ? "23:59:59.999" : "00:00:00.000"}Z` : text);
  const isReal = !Number.isNaN(parsed.getTime()) && (!isDay || parsed.toISOString().startsWith(text));
  if ((isDay || isInstant) && isReal) return parsed.toISOString();
  throw new UnreadableCsv(
    `line ${line}: ${JSON.stringify(text.slice(0, 40))} is no day such as 2026-08-31, and no instant`,
  );
}

/** @throws UnreadableCsv that names the line */
export function readPeople(text: string): PeopleList {
  const [head, ...rows] = readCsv(text);
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const [person, joined, left] = ["person", "joined", "left"].map((name) => names.indexOf(name));
  if (person === undefined || person < 0 || ((joined ?? -1) < 0 && (left ?? -1) < 0)) {
    throw new UnreadableCsv("line 1: expected the columns person, and joined or left or both");
  }
  const cellOf = (cells: readonly string[], index: number | undefined) => unquoted((cells[index ?? -1] ?? "").trim());
  return {
    sha256: createHash("sha256").update(text).digest("hex"),
    rows: rows.map(({ cells, line }) => {
      if (cellOf(cells, person) === "") throw new UnreadableCsv(`line ${line}: nobody is named`);
      return {
        person: cellOf(cells, person),
        line,
        joined: instantOf(cellOf(cells, joined), line, false),
        left: instantOf(cellOf(cells, left), line, true),
      };
    }),
  };
}

export interface ListedPeople extends People {
  /** Rows that somebody stands for, as far as they were not told before: hours are examined apart. */
  takeMet(): readonly string[];
  meet(met: readonly string[]): void;
}

/** @param namesAreKnown whether there is a table in which clear names can be found */
export function peopleOf(list: PeopleList, persons: Persons, namesAreKnown: boolean): ListedPeople {
  const rows = new Map<string, Row[]>();
  for (const row of list.rows) rows.set(normal(row.person), [...(rows.get(normal(row.person)) ?? []), row]);
  const met = new Set<string>();
  let untold: string[] = [];
  function meet(person: string): void {
    if (met.has(person)) return;
    met.add(person);
    untold.push(person);
  }
  const clear = list.rows.filter(({ person }) => !isPseudonym(person)).length;
  return {
    fault(subject, occurredAt) {
      const name = persons.name(subject);
      const own = [subject, ...(name ? [normal(name.value)] : [])].flatMap((each) => {
        const found = rows.get(each) ?? [];
        if (found.length > 0) meet(each);
        return found;
      });
      // Somebody who left and came back has several rows: one that fits is enough.
      const fits =
        own.length === 0 || own.some(({ joined, left }) => (joined ?? "") <= occurredAt && occurredAt <= (left ?? "~"));
      if (fits) return null;
      const said = own.map(
        ({ joined, left, line }) => `line ${line}: ${joined ? `joined ${joined}` : ""} ${left ? `left ${left}` : ""}`,
      );
      return `at ${occurredAt}, by ${subject}, outside the time of the list (${said.join("; ").replaceAll(/ +/g, " ")})`;
    },
    takeMet() {
      const told = untold;
      untold = [];
      return told;
    },
    meet(persons) {
      for (const person of persons) meet(person);
    },
    unmatched: () => [...rows.keys()].filter((person) => !met.has(person)),
    unusable:
      namesAreKnown || clear === 0
        ? null
        : `${clear} rows name people in clear, and no identities table was given to find their pseudonyms in`,
  };
}
