/** POST /session/console: opens the AWS console as one of the session's roles. */
import * as z from "zod";
import { chooseMapping, wantedName } from "../../lib/credentials/choose-mapping.ts";
import { consolePlace, consoleSignIn } from "../../lib/credentials/console.ts";
import { issueCredentials, refused } from "../../lib/credentials/issue-credentials.ts";
import { html } from "../../lib/html/html.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import type { Handled, Visit } from "../shared/front-door.ts";
import { wantsJson } from "../shared/headers.ts";
import type { Page } from "../shared/pages/layout.ts";
import { askingOf, namesOneRole, personsRequest, roleFields, wantedRole } from "../shared/persons-request.ts";
import { issuedNotes, orRefusalAnswer } from "./answer.ts";
import type { CredentialParts } from "./parts.ts";

const consoleFields = z
  .strictObject({ ...roleFields, destination: z.string().min(1).max(1024).optional() })
  .refine(namesOneRole, "expected role or mappingId");

/** The browser goes on by itself (the Refresh header): a redirect from a form is held against form-action, where AWS is not listed. */
function openingPage(url: string): Page {
  const body = html`<h1>Opening the AWS console</h1>
<p>If nothing happens, follow the link.</p>
<p class="actions"><a class="button" href="${url}">Open the AWS console</a></p>`;
  return { title: "Opening the AWS console", body };
}

export function openConsole(parts: CredentialParts, visit: Visit): Promise<Handled> {
  const { answers, configuration, issuing, signInEndpoint } = parts;
  const asPage = !wantsJson(visit.event);
  const act = async () => {
    const { asker, fields } = await personsRequest(parts, visit, consoleFields, "console");
    const asking = askingOf(visit, "console", asker);
    const wanted = wantedRole(fields);
    const refusedFor = (mapping: RoleMapping | null) => async (error: unknown) => {
      throw await refused(issuing, { ...asking, requested: wantedName(wanted) }, error, mapping);
    };
    // Judged before anything is issued, and for that the role's partition must be known.
    const mapping = await chooseMapping(issuing.mappings, asker, wanted, configuration).catch(refusedFor(null));
    const { iamRole } = mapping;
    const destination = await Promise.resolve()
      .then(() => consolePlace(iamRole, fields.destination ?? null))
      .catch(refusedFor(mapping));
    const issued = await issueCredentials(issuing, { ...asking, asker, wanted, durationMinutes: null, envelope: null });
    const { credentials } = issued.assumed;
    const issuer = configuration.serviceProvider.baseUrl;
    const url = await consoleSignIn({ credentials, iamRole, destination, issuer, endpoint: signInEndpoint }).catch(
      refusedFor(mapping),
    );
    const answer = asPage
      ? answers.page(200, openingPage(url), { headers: { refresh: `0; url=${url}` } })
      : answers.json(200, { url });
    return { answer, outcome: "console", notes: issuedNotes(issued) };
  };
  return orRefusalAnswer(parts, visit, act, asPage);
}
