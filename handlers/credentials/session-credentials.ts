/** POST /session/credentials: temporary credentials of one of the session's roles. */
import * as z from "zod";
import { issueCredentials } from "../../lib/credentials/issue-credentials.ts";
import type { Handled, Visit } from "../shared/front-door.ts";
import {
  askingOf,
  envelopeField,
  minutesField,
  namesOneRole,
  personsRequest,
  roleFields,
  wantedRole,
} from "../shared/persons-request.ts";
import { credentialsAnswer, orRefusalAnswer } from "./answer.ts";
import type { CredentialParts } from "./parts.ts";

const credentialFields = z
  .strictObject({
    ...roleFields,
    durationMinutes: minutesField.nullable().default(null),
    envelope: envelopeField.nullable().default(null),
    format: z.enum(["json", "process"]).default("json"),
  })
  .refine(namesOneRole, "expected role or mappingId");

export function sessionCredentials(parts: CredentialParts, visit: Visit): Promise<Handled> {
  return orRefusalAnswer(parts, visit, async () => {
    const { asker, fields } = await personsRequest(parts, visit, credentialFields, "credentials");
    const issued = await issueCredentials(parts.issuing, {
      ...askingOf(visit, "credentials", asker),
      asker,
      wanted: wantedRole(fields),
      durationMinutes: fields.durationMinutes,
      envelope: fields.envelope,
    });
    return credentialsAnswer(parts, visit, issued, fields.format);
  });
}
