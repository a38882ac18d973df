/** What a request for credentials may say, and who it comes from. */
import { z } from "zod";
import { type Asker, personAsker } from "../../lib/credentials/asker.ts";
import type { WantedRole } from "../../lib/credentials/choose-mapping.ts";
import type { Asking } from "../../lib/credentials/credential-records.ts";
import { refused } from "../../lib/credentials/issue-credentials.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { clientOf } from "../shared/client.ts";
import type { Visit } from "../shared/front-door.ts";
import { liveSession } from "../shared/live-session.ts";
import { requestFields } from "../shared/request-fields.ts";
import { isFromOurselves } from "../shared/same-origin.ts";
import type { CredentialParts } from "./parts.ts";

const roleName = z.string().min(1).max(256);

/** Forms send text. Whether the number will do is judged with the role's own limit. */
export const durationMinutes = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,4}$/, "expected a number of minutes")
      .transform(Number),
  ])
  .nullable()
  .default(null);

export const credentialFields = z
  .strictObject({
    role: roleName.optional(),
    mappingId: roleName.optional(),
    durationMinutes,
    envelope: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .nullable()
      .default(null),
    format: z.enum(["json", "process"]).default("json"),
  })
  .refine(({ role, mappingId }) => (role === undefined) !== (mappingId === undefined), "expected role or mappingId");

export function wantedRole({
  role,
  mappingId,
}: {
  role?: string | undefined;
  mappingId?: string | undefined;
}): WantedRole {
  return role === undefined ? { mappingId: mappingId ?? "" } : { role };
}

/** What the record of this request starts with. */
export function askingOf(
  { now, correlationId, event }: Visit,
  purpose: Asking["purpose"],
  asker: Asker | null,
): Asking {
  return { now, correlationId, purpose, client: clientOf(event), asker, requested: null };
}

export interface PersonsRequest<Fields> {
  readonly asker: Asker;
  readonly fields: Fields;
}

/**
 * Reads the request of a signed-in person. What comes without a session is refused and logged, but not recorded: anybody on the
 * internet could fill the archive with it. What comes with one is recorded, whatever is wrong with it.
 * @throws CredentialsRefused
 */
export async function personsRequest<Model extends z.ZodType>(
  parts: CredentialParts,
  visit: Visit,
  model: Model,
  purpose: Asking["purpose"],
): Promise<PersonsRequest<z.output<Model>>> {
  const session = await liveSession(parts, visit);
  if (!session) throw new CredentialsRefused("no-session", { problem: "no-session" });
  const asker = personAsker(parts.standing, session);
  try {
    const { baseUrl } = parts.configuration.serviceProvider;
    if (!isFromOurselves(visit.event, baseUrl)) {
      throw new CredentialsRefused("cross-origin", { problem: "not-our-page", expected: new URL(baseUrl).origin });
    }
    return { asker, fields: requestFields(visit.event, model) };
  } catch (error) {
    throw await refused(parts.issuing, askingOf(visit, purpose, asker), error);
  }
}
