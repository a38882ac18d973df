/** Who has what by which mapping, as a list that an owner fills in: one row a mapping and person, or a mapping that nobody used. */
import { createHash } from "node:crypto";
import { csvLine, LINE_END } from "../../csv/write-csv.ts";
import type { Hour } from "../hours.ts";
import { isOf } from "./criterion.ts";
import type { Persons } from "./persons.ts";
import type { SealedEvent } from "./sealed-events.ts";

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

interface Mapping {
  identityProvider: string;
  samlRole: string;
  iamRole: string;
  owner: string;
  status: string;
}

interface Use {
  logins: number;
  firstLogin: string;
  lastLogin: string;
  credentials: number;
  lastCredentials: string;
}

export interface AccessReview {
  see(sealed: SealedEvent): void;
  /** @returns the list, and how many rows it has */
  write(persons: Persons): { readonly content: Buffer; readonly rows: number };
}

const noUse = (): Use => ({ logins: 0, firstLogin: "", lastLogin: "", credentials: 0, lastCredentials: "" });
const later = (a: string, b: string) => (a > b ? a : b);

export function createAccessReview(from: Hour, to: Hour): AccessReview {
  const mappings = new Map<string, Mapping>();
  const uses = new Map<string, Map<string, Use>>();

  function mappingOf(id: string): Mapping {
    const known = mappings.get(id) ?? { identityProvider: "", samlRole: "", iamRole: "", owner: "", status: "" };
    mappings.set(id, known);
    return known;
  }
  function useOf(id: string, subject: string): Use {
    const own = uses.get(id) ?? new Map<string, Use>();
    uses.set(id, own);
    const use = own.get(subject) ?? noUse();
    own.set(subject, use);
    return use;
  }

  function see({ event }: SealedEvent): void {
    const { occurredAt } = event.metadata;
    if (isOf(event, "Roles Mapped")) {
      const { granted, subject, identityProvider } = event.data;
      for (const { mappingId, samlRole, iamRole } of granted) {
        Object.assign(mappingOf(mappingId), { identityProvider: identityProvider.id, samlRole, iamRole });
        const use = useOf(mappingId, subject);
        use.logins += 1;
        use.lastLogin = later(use.lastLogin, occurredAt);
        if (use.firstLogin === "" || occurredAt < use.firstLogin) use.firstLogin = occurredAt;
      }
    } else if (isOf(event, "Role Credentials Issued")) {
      const use = useOf(event.data.mapping.id, event.data.subject);
      mappingOf(event.data.mapping.id);
      use.credentials += 1;
      use.lastCredentials = later(use.lastCredentials, occurredAt);
    } else if (isOf(event, "Role Mapping Provisioned")) {
      const { identityProviderId, samlRole, iamRole, owner, status, id } = event.data.after;
      Object.assign(mappingOf(id), { identityProvider: identityProviderId, samlRole, iamRole, owner, status });
    } else if (isOf(event, "Role Mapping Marked Stale") || isOf(event, "Role Mapping Pruned")) {
      const status = isOf(event, "Role Mapping Pruned") ? "pruned" : "stale";
      Object.assign(mappingOf(event.data.mapping.id), { owner: event.data.owner, status });
    } else if (isOf(event, "Role Mapping Restored") || isOf(event, "Role Mapping Unmarked")) {
      mappingOf(event.data.mapping.id).status = "active";
    } else if (isOf(event, "Role Mappings Reviewed")) {
      for (const { mappingId } of event.data.decisions) mappingOf(mappingId);
    }
  }

  return {
    see(sealed) {
      try {
        see(sealed);
      } catch {
        // An event that is not of its type's shape: `counts-agree` and the tests of CC6.3 name it.
      }
    },
    write(persons) {
      const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : Number(a > b));
      const rows = [...mappings].sort(byText).flatMap(([id, mapping]) => {
        const own = [...(uses.get(id) ?? [["", noUse()] as const])].sort(byText);
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
          use.firstLogin,
          use.lastLogin,
          String(use.credentials),
          use.lastCredentials,
        ];
        return csvLine([...stated, ...FILLED_IN.map(() => ""), rowCheck(stated)]);
      });
      const text = [csvLine(REVIEW_COLUMNS), ...lines].map((line) => line + LINE_END).join("");
      return { content: Buffer.from(text), rows: rows.length };
    },
  };
}
