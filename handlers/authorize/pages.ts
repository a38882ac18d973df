import { type Html, html } from "../../lib/html/html.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import type { Page } from "../shared/pages/layout.ts";
import { type AuthorizeFields, answerUri } from "./request.ts";

function hidden(fields: AuthorizeFields): readonly Html[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** Nothing is given before the person says so: a link that somebody else made leads here too. */
export function confirmationPage(fields: AuthorizeFields, mapping: RoleMapping, displayName: string): Page {
  const { samlRole, iamRole, purpose, environment } = mapping;
  const body = html`<h1>Give credentials to this computer?</h1>
<p>The samltrail command line on this computer asks for credentials of the role <strong>${samlRole}</strong>. Approve only if you have just
started it yourself.</p>
<dl>
<dt>Signed in as</dt><dd>${displayName}</dd>
<dt>Role</dt><dd>${samlRole}</dd>
<dt>Purpose</dt><dd>${purpose}</dd>
<dt>Environment</dt><dd>${environment}</dd>
<dt>IAM role</dt><dd><code>${iamRole}</code></dd>
<dt>Sent to</dt><dd><code>${fields.redirect_uri}</code></dd>
</dl>
<form class="actions" method="post" action="/session/authorize">${hidden(fields)}<button class="button" type="submit">Approve</button>
<a class="button quiet" href="${answerUri(fields, { error: "access_denied" })}">Refuse</a></form>`;
  return { title: "Give credentials to this computer?", body };
}

/** The browser goes on by itself (the Refresh header): a redirect from a form is held against form-action, where it is not listed. */
export function approvedPage(uri: string): Page {
  const body = html`<h1>Approved</h1>
<p>The command line on this computer goes on now. If it does not, follow the link within a minute.</p>
<p class="actions"><a class="button quiet" href="${uri}">Go on</a></p>`;
  return { title: "Approved", body };
}
