import { type Html, html } from "../../lib/html/html.ts";
import { MAXIMUM_REASON } from "../shared/restore-reason.ts";

function roleField(samlRoles: readonly string[]): Html {
  const [only = "", ...more] = samlRoles;
  if (more.length === 0) return html`<input type="hidden" name="role" value="${only}">`;
  return html`<label>Role
<select name="role">${samlRoles.map((role) => html`<option value="${role}">${role}</option>`)}</select></label>`;
}

/** @param sealed what the form is good for */
export function restoreForm(sealed: string, samlRoles: readonly string[]): Html {
  const [only, ...more] = samlRoles;
  const role = more.length === 0 ? html`the role <strong>${only}</strong>` : html`the role that you choose`;
  return html`<h2>Ask for it back</h2>
<p>The owner decides whether ${role} is brought back, and sees your name and what you write here. The form is good for 15 minutes.</p>
<form method="post" action="/roles/restore-requests">
<input type="hidden" name="form" value="${sealed}">
${roleField(samlRoles)}
<label>What do you need it for?
<textarea name="reason" rows="3" required maxlength="${MAXIMUM_REASON}"></textarea></label>
<p class="actions"><button class="button" type="submit">Ask the owner</button></p>
</form>`;
}
