/** POST /session/token: a program on a person's computer gets the credentials that the person approved in the browser. */
import * as z from "zod";
import { personAsker } from "../../lib/credentials/asker.ts";
import { challengeOf } from "../../lib/credentials/code-challenge.ts";
import { issueCredentials, refused } from "../../lib/credentials/issue-credentials.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { type Grant, redeemCode } from "../../lib/credentials/store/authorization-codes.ts";
import { type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { askingOf } from "../shared/persons-request.ts";
import { requestFields } from "../shared/request-fields.ts";
import { credentialsAnswer, orRefusalAnswer } from "./answer.ts";
import type { CredentialParts } from "./parts.ts";

const tokenFields = z.strictObject({
  grant_type: z.literal("authorization_code"),
  client_id: z.literal("samltrail-cli"),
  code: z.string().min(1).max(128),
  redirect_uri: z.string().min(1).max(256),
  code_verifier: z.string().min(1).max(128),
  format: z.enum(["json", "process"]).default("json"),
});

/** Not recorded, only logged: anybody can send what looks like a code. */
async function approved(
  { table }: CredentialParts,
  { now, correlationId }: Visit,
  fields: z.output<typeof tokenFields>,
) {
  const challenge = challengeOf(fields.code_verifier);
  const redemption = { code: fields.code, redirectUri: fields.redirect_uri, writer: correlationId, now };
  const grant =
    challenge === null
      ? null
      : await redeemCode(table, { ...redemption, challenge }).catch(orUnavailable("ledger-unavailable"));
  if (grant) return grant;
  throw new CredentialsRefused("code", { problem: "not-redeemable" });
}

async function issue(parts: CredentialParts, visit: Visit, grant: Grant) {
  const asker = personAsker(parts.standing, grant.session);
  const asking = askingOf(visit, "credentials", asker);
  // A provider that was taken out of the configuration takes its sessions along.
  if (!parts.configuration.identityProviders.some(({ id }) => id === grant.session.identityProviderId)) {
    throw await refused(parts.issuing, asking, new CredentialsRefused("session-ended", { problem: "provider-gone" }));
  }
  const { mappingId, durationMinutes } = grant;
  return issueCredentials(parts.issuing, { ...asking, asker, wanted: { mappingId }, durationMinutes, envelope: null });
}

export function redeemApproval(parts: CredentialParts, visit: Visit): Promise<Handled> {
  return orRefusalAnswer(parts, visit, async () => {
    const fields = requestFields(visit.event, tokenFields);
    const issued = await issue(parts, visit, await approved(parts, visit, fields));
    return credentialsAnswer(parts, visit, issued, fields.format);
  });
}
