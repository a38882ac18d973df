/**
 * What is counted only when it is seen for the first time, so that the distinct ones can be counted without a dimension that
 * names them. Each leaves a marker in the ledger's table, beside those of counted events (counted-events.ts). Two functions
 * that see one at the same moment both count it, and so does the next where a marker could not be written: a count can be
 * too high by as many, and never too low.
 */
import type { LoginFailed, LoginSucceeded, TrailEvent } from "../events/catalogue.ts";
import { lengthPrefixedHash } from "../ledger/assertion-key.ts";
import type { MetricName } from "./definitions.ts";

export interface Sighting {
  readonly metric: Extract<MetricName, "People" | "NewIdentityProviders" | "NewCertificates" | "UnknownIssuers">;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Key of the marker: pseudonyms and hashes only. */
  readonly marker: string;
  /**
   * Whether it is new again some time: with the next day, or the next hour. Identity providers and their certificates stay
   * known for good; only what verified is one, so the configuration bounds how many there are.
   */
  readonly passing: boolean;
}

function ofSuccess({ metadata, data }: LoginSucceeded): readonly Sighting[] {
  const { id: IdentityProvider, entityId, certificateFingerprint } = data.identityProvider;
  const day = metadata.occurredAt.slice(0, "yyyy-mm-dd".length);
  const dimensions = { IdentityProvider };
  return [
    { metric: "People", dimensions: {}, marker: `seen#person#${day}#${data.subject}`, passing: true },
    {
      metric: "NewIdentityProviders",
      dimensions,
      marker: `seen#provider#${IdentityProvider}#${lengthPrefixedHash(entityId)}`,
      passing: false,
    },
    {
      metric: "NewCertificates",
      dimensions,
      marker: `seen#certificate#${IdentityProvider}#${certificateFingerprint}`,
      passing: false,
    },
  ];
}

function ofFailure({ metadata, data }: LoginFailed): readonly Sighting[] {
  const { issuerHash } = data.claimed;
  if (data.identityProvider || issuerHash === null) return [];
  const hour = metadata.occurredAt.slice(0, "yyyy-mm-ddThh".length);
  return [{ metric: "UnknownIssuers", dimensions: {}, marker: `seen#issuer#${hour}#${issuerHash}`, passing: true }];
}

/** What an event would add, were it the first to show it. */
export function sightingsOf(event: TrailEvent): readonly Sighting[] {
  switch (event.metadata.type) {
    case "Login Succeeded":
      return ofSuccess(event as LoginSucceeded);
    case "Login Failed":
      return ofFailure(event as LoginFailed);
    default:
      return [];
  }
}

/** By event id, what each of the events is the first to show. */
export type Firsts = ReadonlyMap<string, readonly Sighting[]>;

/**
 * Gives each sighting to the first of the events that shows it.
 * @param seen whether a marker is there already
 */
export function firstSightings(events: readonly TrailEvent[], seen: (marker: string) => boolean): Firsts {
  const given = new Set<string>();
  const firsts = new Map<string, readonly Sighting[]>();
  for (const event of events) {
    const own = sightingsOf(event).filter(({ marker }) => !seen(marker) && !given.has(marker));
    for (const { marker } of own) given.add(marker);
    if (own.length > 0) firsts.set(event.metadata.id, own);
  }
  return firsts;
}
