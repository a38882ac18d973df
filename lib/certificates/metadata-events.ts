import type { TrailEvent } from "../events/catalogue.ts";
import { createEvent, type EventOrigin } from "../events/create-event.ts";
import { identityProviderMetadataChanged } from "../events/identity-provider-metadata-changed.ts";
import { printable } from "../events/printable.ts";
import type { Difference } from "./compare-metadata.ts";

export interface ChangeToTell extends Difference {
  readonly identityProviderId: string;
  readonly entityId: string;
  readonly source: { readonly kind: "url" | "file"; readonly location: string };
  readonly outcome: "applied" | "awaiting-confirmation" | "refused";
  readonly documentHash: { readonly before: string; readonly after: string };
  readonly problem: string | null;
  readonly confirmedBy: string | null;
}

const LISTED = 20;

/** The event that a provider's metadata is another than before, or would be. */
export function metadataChangedEvent(change: ChangeToTell, origin: EventOrigin): TrailEvent {
  const { added, removed, source, problem, entityId, ...told } = change;
  return createEvent(identityProviderMetadataChanged, origin, {
    ...told,
    entityId: printable(entityId, 1024),
    changes: [...told.changes],
    source: { kind: source.kind, location: printable(source.location, 2048) },
    problem: problem === null ? null : printable(problem, 512),
    certificatesAdded: added.slice(0, LISTED),
    certificatesRemoved: removed.slice(0, LISTED),
  });
}
