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

/** A class, as all that every event comes by: functions made anew each hour are compiled anew as often. */
export class UseNotes {
  readonly #mappings = new Places();
  readonly #subjects = new Places();
  readonly #stated: StatedMapping[] = [];
  readonly #uses = new UseTable();

  #say(id: string, more: StatedMapping = {}): number {
    const place = this.#mappings.of(id);
    this.#stated[place] = restated(this.#stated[place] ?? {}, more);
    return place;
  }
  /** Each grant says again what those before it said. */
  #sayGranted(id: string, identityProvider: string, samlRole: string, iamRole: string): number {
    const place = this.#mappings.of(id);
    const known = this.#stated[place];
    const isKnown =
      known !== undefined &&
      known.identityProvider === identityProvider &&
      known.samlRole === samlRole &&
      known.iamRole === iamRole;
    return isKnown ? place : this.#say(id, { identityProvider, samlRole, iamRole });
  }
  #note({ event }: SeenEvent): void {
    const { occurredAt } = event.metadata;
    if (isOf(event, "Roles Mapped")) {
      const { granted, subject, identityProvider } = event.data;
      const at = millisecondsOf(occurredAt);
      for (const { mappingId, samlRole, iamRole } of granted) {
        const mapping = this.#sayGranted(mappingId, identityProvider.id, samlRole, iamRole);
        this.#uses.addLogin(mapping, this.#subjects.of(subject), at);
      }
    } else if (isOf(event, "Role Credentials Issued")) {
      const [mapping, person] = [this.#say(event.data.mapping.id), this.#subjects.of(event.data.subject)];
      this.#uses.addCredentials(mapping, person, millisecondsOf(occurredAt));
    } else if (isOf(event, "Role Mapping Provisioned")) {
      const { owner, status } = event.data.after;
      this.#say(event.data.after.id, { ...changed(event.data), owner, status });
    } else if (isOf(event, "Role Mapping Marked Stale") || isOf(event, "Role Mapping Pruned")) {
      const status = isOf(event, "Role Mapping Pruned") ? "pruned" : "stale";
      this.#say(event.data.mapping.id, { ...changed(event.data), owner: event.data.owner, status });
    } else if (isOf(event, "Role Mapping Restored") || isOf(event, "Role Mapping Unmarked")) {
      this.#say(event.data.mapping.id, { ...changed(event.data), status: "active" });
    } else if (isOf(event, "Role Mappings Reviewed")) {
      for (const { mappingId } of event.data.decisions) this.#say(mappingId);
    }
  }

  /** @param subject whom the event is about; empty where it is about nobody */
  see(sealed: SeenEvent, subject: string): void {
    if (subject !== "") this.#subjects.of(subject);
    try {
      this.#note(sealed);
    } catch {
      // An event that is not of its type's shape: `counts-agree` and the tests of CC6.3 name it.
    }
  }
  /** @param since near the hour, in milliseconds since 1970 */
  finish(since: number): NotedUses {
    return {
      mappings: this.#mappings.texts.map((id, place) => [id, this.#stated[place] ?? {}] as const),
      subjects: this.#subjects.texts,
      uses: this.#uses.columns(since),
    };
  }
}
