import { type Html, html } from "../../lib/html/html.ts";
import type { RestoreRequest } from "../../lib/roles/requests/restore-request.ts";
import { failurePage } from "../shared/pages/failure-page.ts";
import type { Page } from "../shared/pages/layout.ts";

/** Why nothing was asked. */
export type NotAsked =
  | "cross-site"
  | "malformed"
  | "form-expired"
  | "form-used"
  | "not-pruned"
  | "too-many"
  | "switched-off";

interface Words {
  readonly status: number;
  readonly words: string;
  readonly remedy: string;
}

const AGAIN = "Sign in again: the page that refuses you has a new form.";

const WORDS: Readonly<Record<NotAsked, Words>> = {
  "cross-site": { status: 403, words: "The request did not come from this service's own page.", remedy: AGAIN },
  malformed: {
    status: 400,
    words: "What arrived was not the filled-in form.",
    remedy:
      "Sign in again, and say on the page that refuses you, in at most 500 characters, what you need the role for.",
  },
  "form-expired": { status: 403, words: "The form is good for 15 minutes, which are over.", remedy: AGAIN },
  "form-used": { status: 409, words: "This form has been used for another role.", remedy: AGAIN },
  "not-pruned": { status: 409, words: "This role is not withdrawn, or is gone.", remedy: "Sign in again." },
  "too-many": {
    status: 429,
    words: "Too many roles have been asked for today, so this request was not taken.",
    remedy: "Ask the owner of the role directly, or try again tomorrow.",
  },
  "switched-off": {
    status: 404,
    words: "Roles cannot be asked for here.",
    remedy: "Ask the owner of the role directly.",
  },
};

export const statusOf = (reason: NotAsked): number => WORDS[reason].status;

export function notAskedPage(reason: NotAsked, correlationId: string, detail: string | undefined): Page {
  const told = { ...WORDS[reason], reason, correlationId, detail };
  return failurePage({ ...told, title: "Nothing was asked", retryUrl: "/", retryLabel: "Open the start page" });
}

const dayOf = (instant: string): string => `${instant.slice(0, 10)} (UTC)`;

function facts({ id, mapping, validUntil }: RestoreRequest, samlRole: string): Html {
  return html`<dl>
<dt>Role</dt><dd>${samlRole}</dd>
<dt>Environment</dt><dd>${mapping.environment}</dd>
<dt>Number to quote</dt><dd><code class="number">${id}</code></dd>
<dt>Expires</dt><dd>${dayOf(validUntil)}</dd>
</dl>
<p class="actions"><a class="button" href="/">Open the start page</a></p>`;
}

export function askedPage(request: RestoreRequest, samlRole: string): Page {
  const body = html`<h1>The owner was asked</h1>
<p>Whoever owns the role <strong>${samlRole}</strong> can see your request now, and decides. Nothing is sent to you: sign in again when you
hear from them, or after a while.</p>
${facts(request, samlRole)}`;
  return { title: "The owner was asked", body };
}

export function askedBeforePage(request: RestoreRequest, samlRole: string): Page {
  const title = request.declined ? "You asked, and the owner declined" : "You have asked already";
  const words = request.declined
    ? html`You asked on ${dayOf(request.requestedAt)}, and the owner decided on ${dayOf(request.declined.at)} not to bring the role back.
Talk to them if you need it all the same.`
    : html`You asked on ${dayOf(request.requestedAt)}. The owner has not decided yet.`;
  return {
    title,
    body: html`<h1>${title}</h1>
<p>${words}</p>
${facts(request, samlRole)}`,
  };
}
