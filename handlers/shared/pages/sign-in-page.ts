import type { IdentityProvider } from "../../../lib/config/configuration.ts";
import { type Html, html } from "../../../lib/html/html.ts";
import type { Page } from "./layout.ts";
import { loginPath } from "./login-path.ts";

type Choice = Pick<IdentityProvider, "id" | "name" | "singleSignOnUrl">;

/** A link, not a form: Chrome holds `form-action` against the redirect to the provider as well. */
function choice(provider: Choice, relayState: string | null): Html {
  if (provider.singleSignOnUrl === null) {
    return html`<li>${provider.name}: start from your page of applications there.</li>`;
  }
  return html`<li><a class="button wide" href="${loginPath(provider.id, relayState)}">Sign in with ${provider.name}</a></li>`;
}

/**
 * A button per identity provider.
 * @param relayState where the login is to lead to, carried along
 */
export function signInPage(providers: readonly Choice[], relayState: string | null): Page {
  const body = html`<h1>Sign in</h1>
<p>${providers.length > 1 ? "Choose who you sign in with." : "You are not signed in."}</p>
<ul>${providers.map((provider) => choice(provider, relayState))}</ul>`;
  return { title: "Sign in", body };
}
