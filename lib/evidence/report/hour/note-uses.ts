/** Who used which mapping in an hour, and what the hour's events say of mappings: what an access review is made from. */
import { isOf } from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";
import { type UseColumns, UseTable } from "./use-table.ts";

/** Of a mapping, as far as an event says it. */
export interface StatedMapping {
  readonly identityProvider?: string;
  readonly samlRole?: string;
  readonly iamRole?: string;
  readonly owner?: string;
  readonly status?: string;
  /** The mapping's own count of its changes: what came last, wherever it lies. */
  readonly revision?: number;
}

/** Events that say what a mapping is from then on. */
export const CHANGES_OF_MAPPINGS = [
  "Role Mapping Provisioned",
  "Role Mapping Marked Stale",
  "Role Mapping Unmarked",
  "Role Mapping Pruned",
  "Role Mapping Restored",
] as const;

/** What is known of a mapping, and what more is said of it: of an earlier change it adds only what nobody knew. */
export const restated = <Known extends StatedMapping>(known: Known, more: StatedMapping): Known =>
  (more.revision ?? Number.POSITIVE_INFINITY) < (known.revision ?? 0) ? { ...more, ...known } : { ...known, ...more };

/** Of consecutive hours, as JSON has it. */
export interface NotedUses {
  /** What was said of each, in its order; what was only said again is left out. */
  readonly mappings: readonly (readonly [id: string, stated: StatedMapping])[];
  /** Everybody whom an event of the hours is about, pseudonyms. */
  readonly subjects: readonly string[];
  /** A row's mapping and person are places in the two lists. */
  readonly uses: UseColumns;
}

/** Numbers each text by the order in which it first came. */
export class Places {
  readonly texts: string[] = [];
  readonly #places = new Map<string, number>();

  of(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** @throws RangeError where it is no instant */
function millisecondsOf(instant: string): number {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw new RangeError(`${instant} is no instant`);
  return milliseconds;
}

interface Changed {
  readonly mapping: { readonly identityProviderId: string; readonly samlRole: string; readonly iamRole: string };
  readonly revision: number;
}

const changed = ({ mapping: { identityProviderId: identityProvider, samlRole, iamRole }, revision }: Changed) => ({
  ...{ identityProvider, samlRole, iamRole, revision },
});

export interface UseNotes {
  /** @param subject whom the event is about; empty where it is about nobody */
  see(sealed: SeenEvent, subject: string): void;
  /** @param since near the hour, in milliseconds since 1970 */
  finish(since: number): NotedUses;
}

const NO_LOGIN = { logins: 0, firstLogin: 0, lastLogin: 0 } as const;
const NO_CREDENTIALS = { credentials: 0, lastCredentials: 0 } as const;

export function noteUses(): UseNotes {
  const [mappings, subjects] = [new Places(), new Places()];
  const stated: StatedMapping[] = [];
  const uses = new UseTable();

  function say(id: string, more: StatedMapping = {}): number {
    const place = mappings.of(id);
    stated[place] = restated(stated[place] ?? {}, more);
    return place;
  }
  function note({ event }: SeenEvent): void {
    const { occurredAt } = event.metadata;
    if (isOf(event, "Roles Mapped")) {
      const { granted, subject, identityProvider } = event.data;
      const at = millisecondsOf(occurredAt);
      for (const { mappingId, samlRole, iamRole } of granted) {
        const mapping = say(mappingId, { identityProvider: identityProvider.id, samlRole, iamRole });
        uses.add(mapping, subjects.of(subject), { logins: 1, firstLogin: at, lastLogin: at, ...NO_CREDENTIALS });
      }
    } else if (isOf(event, "Role Credentials Issued")) {
      const [mapping, person] = [say(event.data.mapping.id), subjects.of(event.data.subject)];
      uses.add(mapping, person, { ...NO_LOGIN, credentials: 1, lastCredentials: millisecondsOf(occurredAt) });
    } else if (isOf(event, "Role Mapping Provisioned")) {
      const { owner, status } = event.data.after;
      say(event.data.after.id, { ...changed(event.data), owner, status });
    } else if (isOf(event, "Role Mapping Marked Stale") || isOf(event, "Role Mapping Pruned")) {
      const status = isOf(event, "Role Mapping Pruned") ? "pruned" : "stale";
      say(event.data.mapping.id, { ...changed(event.data), owner: event.data.owner, status });
    } else if (isOf(event, "Role Mapping Restored") || isOf(event, "Role Mapping Unmarked")) {
      say(event.data.mapping.id, { ...changed(event.data), status: "active" });
    } else if (isOf(event, "Role Mappings Reviewed")) {
      for (const { mappingId } of event.data.decisions) say(mappingId);
    }
  }

  return {
    see(sealed, subject) {
      if (subject !== "") subjects.of(subject);
      try {
        note(sealed);
      } catch {
        // An event that is not of its type's shape: `counts-agree` and the tests of CC6.3 name it.
      }
    },
    finish: (since) => ({
      mappings: mappings.texts.map((id, place) => [id, stated[place] ?? {}] as const),
      subjects: subjects.texts,
      uses: uses.columns(since),
    }),
  };
}
