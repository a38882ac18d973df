/** POST /session/credentials: temporary credentials of one of the session's roles. */
import { issueCredentials } from "../../lib/credentials/issue-credentials.ts";
import type { Handled, Visit } from "../shared/front-door.ts";
import { credentialsAnswer, orRefusalAnswer } from "./answer.ts";
import type { CredentialParts } from "./parts.ts";
import { askingOf, credentialFields, personsRequest, wantedRole } from "./request.ts";

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
