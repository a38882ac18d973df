/** POST /roles/restore-requests: somebody who was refused because a role was withdrawn asks its owner to bring it back. */
import * as z from "zod";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { type Answered, askBack } from "../../lib/roles/requests/ask-back.ts";
import type { Session } from "../../lib/session/session.ts";
import { clientOf } from "../shared/client.ts";
import { type Door, type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { measure } from "../shared/measure.ts";
import { metrics } from "../shared/observability.ts";
import { requestFields } from "../shared/request-fields.ts";
import { MAXIMUM_REASON } from "../shared/restore-reason.ts";
import { isFromOurselves } from "../shared/same-origin.ts";
import { askedBeforePage, askedPage, type NotAsked, notAskedPage, statusOf } from "./pages.ts";
import type { RestoreRequestParts } from "./parts.ts";

const formFields = z.strictObject({
  form: z.string().max(3800),
  role: z.string().max(256),
  reason: z
    .string()
    // A browser counts the end of a line as one character, and sends two.
    .transform((text) => text.replaceAll("\r\n", "\n").trim())
    .pipe(z.string().min(1, "expected a reason").max(MAXIMUM_REASON, `expected at most ${MAXIMUM_REASON} characters`)),
});

function notAsked({ answers }: RestoreRequestParts, visit: Visit, reason: NotAsked, detail?: string): Handled {
  const page = notAskedPage(reason, visit.correlationId, detail);
  return { answer: answers.page(statusOf(reason), page), outcome: reason, notes: detail ? { detail } : {} };
}

/** @returns null where it is none of ours, or too old */
async function openForm({ sealer, configuration }: RestoreRequestParts, sealed: string, now: Date) {
  const { open } = await sealer().catch(orUnavailable("dependency-unavailable"));
  const form = await open(sealed, now);
  const known = configuration.identityProviders.some(({ id }) => id === form?.identityProviderId);
  return known ? form : null;
}

function answered(parts: RestoreRequestParts, visit: Visit, samlRole: string, result: Answered): Handled {
  const { answers } = parts;
  if (result.outcome === "requested") {
    const { request, eventId } = result;
    measure("RoleRestoreRequested", 1);
    metrics.publishStoredMetrics();
    const notes = { mappingId: request.mapping.id, subject: request.subject, eventId };
    return { answer: answers.page(200, askedPage(request, samlRole)), outcome: "requested", notes };
  }
  if (result.outcome === "asked-before") {
    const notes = { mappingId: result.request.mapping.id, requestId: result.request.id };
    return { answer: answers.page(200, askedBeforePage(result.request, samlRole)), outcome: "asked-before", notes };
  }
  return notAsked(parts, visit, result.outcome);
}

async function ask(
  parts: RestoreRequestParts,
  visit: Visit,
  form: Session,
  { role, reason }: z.output<typeof formFields>,
): Promise<Handled> {
  const { now, correlationId } = visit;
  const unavailable = orUnavailable("dependency-unavailable");
  const pseudonymizer = await parts.pseudonymizer().catch(unavailable);
  const asked = { form, samlRole: role, reason, now, correlationId, client: clientOf(visit.event) };
  const result = await askBack({ ...parts.asking, pseudonymizer }, asked).catch(unavailable);
  return answered(parts, visit, role, result);
}

async function serve(parts: RestoreRequestParts, visit: Visit): Promise<Handled> {
  const { configuration } = parts;
  if (!configuration.pruning.restoreRequests) return notAsked(parts, visit, "switched-off");
  if (!isFromOurselves(visit.event, configuration.serviceProvider.baseUrl)) return notAsked(parts, visit, "cross-site");
  try {
    const fields = requestFields(visit.event, formFields);
    const form = await openForm(parts, fields.form, visit.now);
    return form ? await ask(parts, visit, form, fields) : notAsked(parts, visit, "form-expired");
  } catch (error) {
    if (!(error instanceof CredentialsRefused)) throw error;
    return notAsked(parts, visit, "malformed", error.expected ?? undefined);
  }
}

export const restoreRequestsDoor: Door<RestoreRequestParts> = {
  name: "restore-requests",
  unavailable: {
    title: "Nothing was asked",
    words: "Your request could not be recorded, so its owner does not know of it.",
  },
  serve,
};
