import type { Minted } from "../../lib/credentials/mint-token.ts";
import { html } from "../../lib/html/html.ts";
import type { Page } from "../shared/pages/layout.ts";

/** The one time that the token is shown. */
export function mintedPage({ token, kept }: Minted, baseUrl: string): Page {
  const body = html`<h1>A token for a program</h1>
<p>Copy it now: it is shown this once and kept nowhere.</p>
<p><code class="number">${token}</code></p>
<dl>
<dt>Role</dt><dd>${kept.samlRole}</dd>
<dt>For</dt><dd>${kept.purpose}</dd>
<dt>Until</dt><dd><time datetime="${kept.expiresAt.toISOString()}">${kept.expiresAt.toISOString()}</time></dd>
</dl>
<h2>How the program uses it</h2>
<p><code>curl -X POST -H "Authorization: Bearer $TOKEN" -H "Accept: application/json" ${baseUrl}/agent/credentials</code></p>
<p class="actions"><a class="button quiet" href="/">Back to the start page</a></p>`;
  return { title: "A token for a program", body };
}
