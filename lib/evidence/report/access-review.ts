/** Who has what by which mapping, as a list that an owner fills in: one row a mapping and person, or a mapping that nobody used. */
import { createHash } from "node:crypto";
import { csvLine, LINE_END } from "../../csv/write-csv.ts";
import type { Hour } from "../hours.ts";
import { type NotedUses, restated, type StatedMapping } from "./hour/note-uses.ts";
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

/** Instants in milliseconds since 1970; 0 is none. */
interface Use {
  logins: number;
  firstLogin: number;
  lastLogin: number;
  credentials: number;
  lastCredentials: number;
}

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
   * Hours are joined in their order.
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
const noUse = (): Use => ({ logins: 0, firstLogin: 0, lastLogin: 0, credentials: 0, lastCredentials: 0 });
const instant = (milliseconds: number): string => (milliseconds === 0 ? "" : new Date(milliseconds).toISOString());
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

export function createAccessReview(from: Hour, to: Hour): AccessReview {
  const mappings = new Map<string, Mapping>();
  /** By mapping and the person's number. */
  const uses = new Map<string, Map<number, Use>>();
  /** In the period. */
  const changed = new Set<string>();

  function say(stated: NotedUses["mappings"]): void {
    for (const [id, own] of stated) mappings.set(id, restated(mappings.get(id) ?? UNSTATED, own));
  }
  const isReviewed = ([id, { status }]: readonly [string, Mapping]) =>
    uses.has(id) || changed.has(id) || !OVER.includes(status);

  function usesOf(id: string): Map<number, Use> {
    const own = uses.get(id) ?? new Map<number, Use>();
    uses.set(id, own);
    return own;
  }
  function useIn(own: Map<number, Use>, person: number): Use {
    const known = own.get(person);
    if (known) return known;
    const use = noUse();
    own.set(person, use);
    return use;
  }

  return {
    begin: say,
    join({ mappings: stated, uses: noted }, persons) {
      say(stated);
      for (const [id, { revision }] of stated) if (revision !== undefined) changed.add(id);
      const places: Map<number, Use>[] = [];
      for (const [mapping] of noted) places[mapping] ??= usesOf(stated[mapping]?.[0] ?? "");
      for (const [mapping, subject, logins, firstLogin, lastLogin, credentials, lastCredentials] of noted) {
        const own = places[mapping];
        const person = persons[subject];
        if (!own || person === undefined) continue;
        const use = useIn(own, person);
        use.logins += logins;
        if (firstLogin !== 0 && (use.firstLogin === 0 || firstLogin < use.firstLogin)) use.firstLogin = firstLogin;
        use.lastLogin = Math.max(use.lastLogin, lastLogin);
        use.credentials += credentials;
        use.lastCredentials = Math.max(use.lastCredentials, lastCredentials);
      }
    },
    roles: () =>
      [...uses].map(([mappingId, own]) => {
        const all = [...own.values()];
        const { samlRole, iamRole } = mappings.get(mappingId) ?? UNSTATED;
        return {
          ...{ mappingId, samlRole, iamRole, grants: sum(all.map(({ logins }) => logins)) },
          persons: all.filter(({ logins }) => logins > 0).length,
          credentials: sum(all.map(({ credentials }) => credentials)),
        };
      }),
    write(persons) {
      const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : Number(a > b));
      const reviewed = [...mappings].filter(isReviewed).sort(byText);
      const rows = reviewed.flatMap(([id, mapping]) => {
        const used = [...(uses.get(id) ?? [])].map(([person, use]) => [persons.subject(person), use] as const);
        const own = used.length > 0 ? used.sort(byText) : [["", noUse()] as const];
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
          instant(use.firstLogin),
          instant(use.lastLogin),
          String(use.credentials),
          instant(use.lastCredentials),
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
