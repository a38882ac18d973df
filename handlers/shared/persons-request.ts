/** What a signed-in person asks of credentials, tokens or the console: who, from our own page, with which fields. */
import * as z from "zod";
import { type Asker, personAsker, type Standing } from "../../lib/credentials/asker.ts";
import type { WantedRole } from "../../lib/credentials/choose-mapping.ts";
import type { Asking } from "../../lib/credentials/credential-records.ts";
import { type Issuing, refused } from "../../lib/credentials/issue-credentials.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import type { Session } from "../../lib/session/session.ts";
import { clientOf } from "./client.ts";
import type { Visit } from "./front-door.ts";
import { type LiveSessions, liveSession } from "./live-session.ts";
import { requestFields } from "./request-fields.ts";
import { isFromOurselves } from "./same-origin.ts";

const roleName = z.string().min(1).max(256);

/** Exactly one of the two is expected; `wantedRole` says so. */
export const roleFields = { role: roleName.optional(), mappingId: roleName.optional() };

/** Forms send text. Whether the number will do is judged with the role's own limit. */
export const minutesField = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,4}$/, "expected a number of minutes")
    .transform(Number),
]);

export const envelopeField = z.union([z.string(), z.record(z.string(), z.unknown())]);

type RoleFields = { readonly role?: string | undefined; readonly mappingId?: string | undefined };

/** Whether a role is named in exactly one way; for `refine`. */
export const namesOneRole = ({ role, mappingId }: RoleFields): boolean =>
  (role === undefined) !== (mappingId === undefined);

export function wantedRole({ role, mappingId }: RoleFields): WantedRole {
  return role === undefined ? { mappingId: mappingId ?? "" } : { role };
}

/** What the record of this request starts with. */
export function askingOf<Purpose extends Asking["purpose"]>(
  { now, correlationId, event }: Visit,
  purpose: Purpose,
  asker: Asker | null,
): Asking & { readonly purpose: Purpose } {
  return { now, correlationId, purpose, client: clientOf(event), asker, requested: null };
}

export interface PersonsDoor extends LiveSessions {
  readonly issuing: Pick<Issuing, "records" | "onUnrecorded">;
  readonly standing: Standing;
}

/**
 * Reads the request of a signed-in person. What comes without a session is refused and logged, but not recorded: anybody on the
 * internet could fill the archive with it. What comes with one is recorded, whatever is wrong with it.
 * @throws CredentialsRefused
 */
export async function personsRequest<Model extends z.ZodType>(
  parts: PersonsDoor,
  visit: Visit,
  model: Model,
  purpose: Asking["purpose"],
): Promise<{ readonly asker: Asker; readonly session: Session; readonly fields: z.output<Model> }> {
  const session = await liveSession(parts, visit);
  if (!session) throw new CredentialsRefused("no-session", { problem: "no-session" });
  const asker = personAsker(parts.standing, session);
  try {
    const { baseUrl } = parts.configuration.serviceProvider;
    if (!isFromOurselves(visit.event, baseUrl)) {
      throw new CredentialsRefused("cross-origin", { problem: "not-our-page", expected: new URL(baseUrl).origin });
    }
    return { asker, session, fields: requestFields(visit.event, model) };
  } catch (error) {
    throw await refused(parts.issuing, askingOf(visit, purpose, asker), error);
  }
}
