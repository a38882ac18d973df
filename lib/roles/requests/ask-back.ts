/** Takes in a person's request for a role that was withdrawn from them. */
import { createEvent } from "../../events/create-event.ts";
import { printable } from "../../events/printable.ts";
import type { Producer } from "../../events/producer.ts";
import { type Publication, publishRecorded } from "../../events/publish-recorded.ts";
import { roleMappingRestoreRequested } from "../../events/role-mapping-restore-requested.ts";
import { pseudonymousClient } from "../../identity/client-pseudonyms.ts";
import type { Identities } from "../../identity/identities.ts";
import type { Pseudonymizer } from "../../identity/pseudonyms.ts";
import type { LedgerTable } from "../../ledger/ledger-table.ts";
import type { Client } from "../../saml/login-attempt.ts";
import type { Session } from "../../session/session.ts";
import { referenceOf } from "../event-fields.ts";
import type { RoleMappings } from "../role-mapping.ts";
import { findRequest, keepRequest, useForm } from "./request-store.ts";
import { REQUEST_MILLISECONDS, type RestoreRequest } from "./restore-request.ts";

export interface AskingBack {
  readonly table: LedgerTable;
  readonly mappings: RoleMappings;
  readonly identities: Identities;
  readonly pseudonymizer: Pseudonymizer;
  readonly publication: Publication;
  readonly producer: Producer;
  readonly environment: string;
}

export interface AskedBack {
  /** What the refusal page's form holds: who was refused at which login, and which roles were withheld. */
  readonly form: Session;
  readonly samlRole: string;
  /** In the person's own words. */
  readonly reason: string;
  readonly now: Date;
  readonly correlationId: string;
  readonly client: Client;
}

export type Answered =
  | { readonly outcome: "requested"; readonly request: RestoreRequest; readonly eventId: string }
  | { readonly outcome: "asked-before"; readonly request: RestoreRequest }
  /** The role is not one that was withheld, or is granted again, or is no more. */
  | { readonly outcome: "not-pruned" }
  | { readonly outcome: "form-used" }
  | { readonly outcome: "too-many" };

const isOver = ({ validUntil }: RestoreRequest, now: Date): boolean => Date.parse(validUntil) <= now.getTime();

/** Errors of what it depends on are thrown: then nothing was asked. */
export async function askBack(parts: AskingBack, asked: AskedBack): Promise<Answered> {
  const { table, mappings, identities, pseudonymizer, environment, producer, publication } = parts;
  const { form, samlRole, now, correlationId } = asked;
  const { subject } = form;
  if (!form.samlRoles.includes(samlRole)) return { outcome: "not-pruned" };
  const [mapping] = await mappings.find(form.identityProviderId, [samlRole], [environment]);
  if (mapping?.status !== "pruned" || mapping.prunedAt === null) return { outcome: "not-pruned" };

  const about = { subject, mapping: referenceOf(mapping), prunedAt: mapping.prunedAt };
  const before = await findRequest(table, about);
  if (before && !isOver(before, now)) return { outcome: "asked-before", request: before };
  if (!(await useForm(table, form.id, correlationId, form.expiresAt))) return { outcome: "form-used" };

  const validUntil = new Date(now.getTime() + REQUEST_MILLISECONDS).toISOString();
  const reason = pseudonymizer.restoreReason(correlationId, asked.reason);
  const { client, identities: ofClient } = pseudonymousClient(asked.client, pseudonymizer);
  await identities.remember([{ pseudonym: reason, kind: "restore-reason", value: asked.reason }, ...ofClient], now);
  const request = { ...about, id: correlationId, reason, requestedAt: now.toISOString(), validUntil };
  const origin = { occurredAt: now, correlationId, attemptId: correlationId, environment, producer };
  const event = createEvent(roleMappingRestoreRequested, origin, {
    requestId: request.id,
    loginCorrelationId: form.id,
    subject,
    mapping: about.mapping,
    owner: printable(mapping.owner, 256),
    prunedAt: mapping.prunedAt,
    reason,
    expiresAt: validUntil,
    client,
  });
  const result = await keepRequest(table, request, event);
  if (!result.kept) {
    producer.release(event.metadata.producer.sequence);
    if (result.because === "too-many") return { outcome: "too-many" };
    return { outcome: "asked-before", request: (await findRequest(table, about)) ?? request };
  }
  await publishRecorded(publication, result.pending, [event]);
  return { outcome: "requested", request, eventId: event.metadata.id };
}
