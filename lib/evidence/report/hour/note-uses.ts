/** Who used which mapping in an hour, and what the hour's events say of mappings: what an access review is made from. */
import { isOf } from "../criterion.ts";
import type { SeenEvent } from "../sealed-events.ts";

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

/** Instants in milliseconds since 1970; 0 is none. Mapping and subject are places in the lists beside them. */
type NotedUse = readonly [
  mapping: number,
  subject: number,
  logins: number,
  firstLogin: number,
  lastLogin: number,
  credentials: number,
  lastCredentials: number,
];

/** Of one hour, as JSON has it. */
export interface NotedUses {
  /** What was said last of each, in this hour. */
  readonly mappings: readonly (readonly [id: string, stated: StatedMapping])[];
  /** Everybody whom an event of the hour is about, pseudonyms. */
  readonly subjects: readonly string[];
  readonly uses: readonly NotedUse[];
}

/** Numbers each text by the order in which it first came. */
class Places {
  readonly texts: string[] = [];
  readonly #places = new Map<string, number>();

  of(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

type Use = [...NotedUse];

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
  finish(): NotedUses;
}

export function noteUses(): UseNotes {
  const [mappings, subjects] = [new Places(), new Places()];
  const stated: StatedMapping[] = [];
  const uses = new Map<string, Use>();

  function say(id: string, more: StatedMapping = {}): number {
    const place = mappings.of(id);
    stated[place] = restated(stated[place] ?? {}, more);
    return place;
  }
  function useOf(mapping: number, subject: string): Use {
    const person = subjects.of(subject);
    const known = uses.get(`${mapping} ${person}`);
    const use: Use = known ?? [mapping, person, 0, 0, 0, 0, 0];
    if (!known) uses.set(`${mapping} ${person}`, use);
    return use;
  }

  function note({ event }: SeenEvent): void {
    const { occurredAt } = event.metadata;
    if (isOf(event, "Roles Mapped")) {
      const { granted, subject, identityProvider } = event.data;
      const at = millisecondsOf(occurredAt);
      for (const { mappingId, samlRole, iamRole } of granted) {
        const use = useOf(say(mappingId, { identityProvider: identityProvider.id, samlRole, iamRole }), subject);
        use[2] += 1;
        use[3] = use[3] === 0 ? at : Math.min(use[3], at);
        use[4] = Math.max(use[4], at);
      }
    } else if (isOf(event, "Role Credentials Issued")) {
      const use = useOf(say(event.data.mapping.id), event.data.subject);
      use[5] += 1;
      use[6] = Math.max(use[6], millisecondsOf(occurredAt));
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
    finish: () => ({
      mappings: mappings.texts.map((id, place) => [id, stated[place] ?? {}] as const),
      subjects: subjects.texts,
      uses: [...uses.values()],
    }),
  };
}
