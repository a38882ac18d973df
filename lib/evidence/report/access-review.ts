/** Who has what by which mapping, as a list that an owner fills in: one row a mapping and person, or a mapping that nobody used. */
import { createHash } from "node:crypto";
import { csvLine, LINE_END } from "../../csv/write-csv.ts";
import type { Hour } from "../hours.ts";
import { type NotedUses, Places, restated, type StatedMapping } from "./hour/note-uses.ts";
import { type UseRow, UseTable } from "./hour/use-table.ts";
import type { Persons } from "./persons.ts";

/** What is stated, and may not be changed in the list. */
export const STATED = [
  "row",
  "period",
  "mapping_id",
  "identity_provider",
  "saml_role",
  "iam_role",
  "owner",
  "status",
  "subject",
  "person",
  "logins",
  "first_login",
  "last_login",
  "credentials",
  "last_credentials",
] as const;

/** What owners fill in. `check` holds the stated cells. */
export const FILLED_IN = ["decision", "rationale", "reviewer"] as const;

export const REVIEW_COLUMNS = [...STATED, ...FILLED_IN, "check"] as const;

/** Ties a row's stated cells together, so that a slip while filling in is noticed. It is no proof against forgery: the manifest is. */
export const rowCheck = (stated: readonly string[]): string =>
  `check-${createHash("sha256").update(JSON.stringify(stated)).digest("hex").slice(0, 16)}`;

/** What is not known of it is empty. */
type Mapping = Required<StatedMapping>;

/** Of a mapping, over the period. */
export interface RoleUse {
  readonly mappingId: string;
  readonly samlRole: string;
  readonly iamRole: string;
  readonly grants: number;
  readonly persons: number;
  readonly credentials: number;
}

interface ReviewList {
  readonly content: Buffer;
  readonly rows: number;
  readonly mappings: number;
  /** Of which no sealed event says whose they are. */
  readonly ownerless: number;
}

export interface AccessReview {
  /** What was said before the period, hour by hour: of mappings that are neither used nor changed in it as well. */
  begin(stated: NotedUses["mappings"]): void;
  /**
   * What was noted is joined in the order of its hours.
   * @param persons the numbers of the subjects
   */
  join(noted: NotedUses, persons: readonly number[]): void;
  /** Of mappings that were used. */
  roles(): readonly RoleUse[];
  write(persons: Persons): ReviewList;
}

const UNSTATED: Mapping = { identityProvider: "", samlRole: "", iamRole: "", owner: "", status: "", revision: 0 };
/** By which spreadsheets know that names are in UTF-8: owners open this list in one, and send back what it made of it. */
const BYTE_ORDER_MARK = "\u{feff}";
/** Mappings in these grant nothing to anybody. */
const OVER: readonly string[] = ["pruned", "retired"];
const instant = (times: number, milliseconds: number): string =>
  times === 0 ? "" : new Date(milliseconds).toISOString();
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
/** Of a mapping that nobody used. */
const NO_USE = { logins: 0, firstLogin: 0, lastLogin: 0, credentials: 0, lastCredentials: 0 } as const;

export function createAccessReview(from: Hour, to: Hour): AccessReview {
  const mappings = new Map<string, Mapping>();
  /** Of those that were used, their numbers. */
  const [numbers, uses] = [new Places(), new UseTable()];
  /** In the period. */
  const changed = new Set<string>();

  function say(stated: NotedUses["mappings"]): void {
    for (const [id, own] of stated) mappings.set(id, restated(mappings.get(id) ?? UNSTATED, own));
  }
  /** By the mapping's id. */
  function usesOfEach(): ReadonlyMap<string, readonly UseRow[]> {
    const all = new Map<string, UseRow[]>(numbers.texts.map((id) => [id, []]));
    for (const row of uses.rows()) all.get(numbers.texts[row.mapping] ?? "")?.push(row);
    return all;
  }

  return {
    begin: say,
    join({ mappings: stated, uses: noted }, persons) {
      say(stated);
      for (const [id, { revision }] of stated) if (revision !== undefined) changed.add(id);
      const used = new Set(noted.mapping);
      uses.join(
        noted,
        stated.map(([id], place) => (used.has(place) ? numbers.of(id) : 0)),
        persons,
      );
    },
    roles: () =>
      [...usesOfEach()].map(([mappingId, own]) => {
        const { samlRole, iamRole } = mappings.get(mappingId) ?? UNSTATED;
        return {
          ...{ mappingId, samlRole, iamRole, grants: sum(own.map(({ logins }) => logins)) },
          persons: own.filter(({ logins }) => logins > 0).length,
          credentials: sum(own.map(({ credentials }) => credentials)),
        };
      }),
    write(persons) {
      const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : Number(a > b));
      const used = usesOfEach();
      const isReviewed = ([id, { status }]: readonly [string, Mapping]) =>
        used.has(id) || changed.has(id) || !OVER.includes(status);
      const reviewed = [...mappings].filter(isReviewed).sort(byText);
      const rows = reviewed.flatMap(([id, mapping]) => {
        const people = (used.get(id) ?? []).map((use) => [persons.subject(use.person), use] as const);
        const own = people.length > 0 ? people.sort(byText) : [["", NO_USE] as const];
        return own.map(([subject, use]) => ({ id, mapping, subject, use }));
      });
      const lines = rows.map(({ id, mapping, subject, use }, index) => {
        const stated = [
          `${index + 1} of ${rows.length}`,
          `${from} to ${to}`,
          id,
          mapping.identityProvider,
          mapping.samlRole,
          mapping.iamRole,
          mapping.owner,
          mapping.status,
          subject,
          persons.text(subject),
          String(use.logins),
          instant(use.logins, use.firstLogin),
          instant(use.logins, use.lastLogin),
          String(use.credentials),
          instant(use.credentials, use.lastCredentials),
        ];
        return csvLine([...stated, ...FILLED_IN.map(() => ""), rowCheck(stated)]);
      });
      const text = BYTE_ORDER_MARK + [csvLine(REVIEW_COLUMNS), ...lines].map((line) => line + LINE_END).join("");
      return {
        content: Buffer.from(text),
        rows: rows.length,
        mappings: reviewed.length,
        ownerless: reviewed.filter(([, { owner }]) => owner === "").length,
      };
    },
  };
}
