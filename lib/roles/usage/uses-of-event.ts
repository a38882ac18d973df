/** What an event says of the use of role mappings. */
import type { LoginFailed, RoleCredentialsIssued, RolesMapped, TrailEvent } from "../../events/catalogue.ts";
import { unescaped } from "../../events/printable.ts";
import { type MappingKey, mappingKey } from "../mapping-item.ts";

/**
 * `granted`: at a login. `issued`: credentials. `withheld`: a login that the mapping would have been granted at, had it not
 * been pruned.
 */
export type UseKind = "granted" | "issued" | "withheld";

export interface MappingUse {
  readonly mapping: MappingKey;
  readonly kind: UseKind;
  /** ISO instant. */
  readonly at: string;
  /** What counts once, however often it is told of: the event, or the message that was presented. */
  readonly countedAs: string;
  /** Pseudonym of the person; with an agent, of who minted its token. */
  readonly subject: string;
  readonly correlationId: string;
  readonly attemptId: string;
}

type Place = readonly [kind: UseKind, identityProvider: string, samlRole: string, environment: string];

function ofRoles({ metadata, data }: RolesMapped): readonly Place[] {
  const provider = data.identityProvider.id;
  const granted = data.granted.map((each): Place => ["granted", provider, each.samlRole, each.environment]);
  const withheld = data.refused
    .filter(({ reason }) => reason === "pruned")
    .map((each): Place => ["withheld", provider, each.samlRole, metadata.environment]);
  return [...granted, ...withheld];
}

function ofFailure({ data: { identityProvider, withheld } }: LoginFailed): readonly Place[] {
  if (!identityProvider || !withheld) return [];
  return withheld.roles.map(
    ({ samlRole, environment }): Place => ["withheld", identityProvider.id, samlRole, environment],
  );
}

interface Told {
  readonly subject: string;
  readonly places: readonly Place[];
  readonly countedAs?: string;
}

/**
 * A message that was refused is in no ledger, so it may be presented again: what it would have been granted counts once. Part of
 * the hash tells messages apart, and keeps a day's set small.
 */
const messageOf = ({ metadata, data }: LoginFailed): string =>
  data.claimed.assertionIdHash?.slice(0, 26) ?? metadata.id;

function placesOf(event: TrailEvent): Told | null {
  switch (event.metadata.type) {
    case "Roles Mapped": {
      const mapped = event as RolesMapped;
      return { subject: mapped.data.subject, places: ofRoles(mapped) };
    }
    case "Login Failed": {
      const failed = event as LoginFailed;
      const subject = failed.data.withheld?.subject;
      return subject === undefined ? null : { subject, places: ofFailure(failed), countedAs: messageOf(failed) };
    }
    case "Role Credentials Issued": {
      const { subject, mapping } = (event as RoleCredentialsIssued).data;
      return { subject, places: [["issued", mapping.identityProviderId, mapping.samlRole, mapping.environment]] };
    }
    default:
      return null;
  }
}

/** The uses that an event tells of; most events tell of none. */
export function usesOf(event: TrailEvent): readonly MappingUse[] {
  const { id: eventId, occurredAt: at, correlationId, attemptId } = event.metadata;
  const told = placesOf(event);
  if (!told) return [];
  return told.places.map(([kind, identityProvider, samlRole, environment]) => ({
    mapping: mappingKey(identityProvider, unescaped(samlRole), environment),
    kind,
    at,
    countedAs: told.countedAs ?? eventId,
    subject: told.subject,
    correlationId,
    attemptId,
  }));
}
