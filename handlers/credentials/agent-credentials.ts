/** POST /agent/credentials: what a program gets for its token, within the mapping's envelope and the token's. */
import * as z from "zod";
import { isSecretOf, readToken } from "../../lib/credentials/agent-token.ts";
import { type Asker, programAsker } from "../../lib/credentials/asker.ts";
import { issueCredentials, refused } from "../../lib/credentials/issue-credentials.ts";
import { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { findToken, type KnownToken } from "../../lib/credentials/store/agent-tokens.ts";
import { type Handled, orUnavailable, type Visit } from "../shared/front-door.ts";
import { header } from "../shared/headers.ts";
import { askingOf, minutesField } from "../shared/persons-request.ts";
import { requestFields } from "../shared/request-fields.ts";
import { credentialsAnswer, orRefusalAnswer } from "./answer.ts";
import type { CredentialParts } from "./parts.ts";

const agentFields = z.strictObject({
  mappingId: z.string().min(1).max(256).optional(),
  durationMinutes: minutesField.nullable().default(null),
  format: z.enum(["json", "process"]).default("json"),
});

/** Not recorded, only logged: anybody can send what looks like a token. */
async function presentedToken(parts: CredentialParts, { event }: Visit): Promise<KnownToken> {
  const [, token = ""] = /^Bearer +(\S+)$/i.exec(header(event, "authorization") ?? "") ?? [];
  const presented = readToken(token);
  if (!presented) throw new CredentialsRefused("token-unknown", { problem: "no-token" });
  const known = await findToken(parts.table, presented.id).catch(orUnavailable("ledger-unavailable"));
  if (!known || !isSecretOf(known, presented.secret)) {
    throw new CredentialsRefused("token-unknown", { problem: "unknown-token" });
  }
  return known;
}

/** A body is optional: a token has one role, and credentials last as long as they may. */
function fieldsOf({ event }: Visit, token: KnownToken) {
  const fields = event.body ? requestFields(event, agentFields) : agentFields.parse({});
  if (fields.mappingId === undefined || fields.mappingId === token.mappingId) return fields;
  throw new CredentialsRefused("token-role", { problem: "other-role", expected: token.mappingId });
}

async function issue(parts: CredentialParts, visit: Visit, token: KnownToken, asker: Asker): Promise<Handled> {
  let fields: ReturnType<typeof fieldsOf>;
  try {
    fields = fieldsOf(visit, token);
  } catch (error) {
    throw await refused(parts.issuing, askingOf(visit, "credentials", asker), error);
  }
  const issued = await issueCredentials(parts.issuing, {
    ...askingOf(visit, "credentials", asker),
    asker,
    wanted: { mappingId: token.mappingId },
    durationMinutes: fields.durationMinutes,
    envelope: token.envelope,
  });
  return credentialsAnswer(parts, visit, issued, fields.format);
}

export function agentCredentials(parts: CredentialParts, visit: Visit): Promise<Handled> {
  return orRefusalAnswer(parts, visit, async () => {
    const token = await presentedToken(parts, visit);
    return issue(parts, visit, token, programAsker(parts.standing, token, visit.now));
  });
}
