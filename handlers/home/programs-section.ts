import { MAXIMUM_TOKEN_MINUTES, MINIMUM_TOKEN_MINUTES } from "../../lib/credentials/agent-token.ts";
import type { KnownToken } from "../../lib/credentials/store/agent-tokens.ts";
import { type Html, html } from "../../lib/html/html.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";

const EXAMPLE =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}]}';

function token({ id, purpose, samlRole, expiresAt }: KnownToken): Html {
  return html`<li class="role">
<h3>${purpose}</h3>
<dl>
<dt>Role</dt><dd>${samlRole}</dd>
<dt>Until</dt><dd><time datetime="${expiresAt.toISOString()}">${expiresAt.toISOString()}</time></dd>
<dt>Token</dt><dd><code>${id}</code></dd>
</dl>
<form class="actions" method="post" action="/session/agents/end"><input type="hidden" name="tokenId" value="${id}"><button class="button quiet" type="submit">End it</button></form>
</li>`;
}

function mintForm(roles: readonly RoleMapping[]): Html {
  const options = roles.map(({ id, samlRole }) => html`<option value="${id}">${samlRole}</option>`);
  return html`<details>
<summary>A token for a program</summary>
<form method="post" action="/session/agents">
<label>Role <select name="mappingId" required>${options}</select></label>
<label>What the program is for <input name="purpose" required minlength="3" maxlength="200"></label>
<label>Minutes to live <input name="minutes" type="number" required min="${MINIMUM_TOKEN_MINUTES}" max="${MAXIMUM_TOKEN_MINUTES}" value="60"></label>
<label>Envelope: what it may do at most, as a session policy <textarea name="envelope" required rows="6" placeholder="${EXAMPLE}"></textarea></label>
<button class="button" type="submit">Mint the token</button>
</form>
</details>`;
}

/** The programs that act for a person, and the form by which another gets a token. */
export function programsSection(roles: readonly RoleMapping[], tokens: readonly KnownToken[]): Html | null {
  if (roles.length === 0 && tokens.length === 0) return null;
  return html`<h2>Your programs</h2>
${tokens.length > 0 ? html`<ul>${tokens.map(token)}</ul>` : html`<p>No program acts for you right now.</p>`}
${roles.length > 0 ? mintForm(roles) : null}`;
}
