import { type Html, html } from "../../../lib/html/html.ts";
import type { Document } from "../layout.ts";
import { asOf, durationText, instant } from "../parts.ts";
import type { Attempt } from "./attempts.ts";

export const loginPath = (correlationId: string): string => `/_local/login/${encodeURIComponent(correlationId)}`;

/** Said by a sign and a word, never by colour alone. */
export function outcome({ failure }: Pick<Attempt, "failure">): Html {
  return failure === null
    ? html`<span class="outcome good"><span aria-hidden="true">✓</span> let in</span>`
    : html`<span class="outcome bad"><span aria-hidden="true">✕</span> refused</span>`;
}

function line(attempt: Attempt): Html {
  const { correlationId, occurredAt, failure, person, identityProvider, milliseconds } = attempt;
  const count = failure && failure.count > 1 ? html` × ${failure.count}` : null;
  return html`<li><a class="when" href="${loginPath(correlationId)}">${instant(occurredAt)}</a>
${outcome(attempt)}
<span class="who">${failure === null ? (person ?? "somebody whose name is not known") : html`<code>${failure.reason}</code> at ${failure.step}${count}${person === null ? null : ` (${person})`}`}</span>
<span class="quiet">${identityProvider ?? "no provider that is set up"} · ${durationText(milliseconds)}</span></li>`;
}

export function attemptList(attempts: readonly Attempt[]): Html {
  if (attempts.length === 0) return html`<p>Nobody has tried to sign in yet.</p>`;
  return html`<ol class="attempts" reversed>${attempts.map(line)}</ol>`;
}

/** The latest attempts, as the way into each. */
export function attemptsPage(attempts: readonly Attempt[], more: number, now: Date): Document {
  const main = html`<div class="heading"><h1>Latest logins</h1>${asOf(now)}</div>
<p>Each leads to its steps, events, queues and place in the archive. The number on a refusal page finds its login in the field above.
Times are in UTC.</p>
<div id="attempts" data-live>${attemptList(attempts)}
${more > 0 ? html`<p>${more} earlier ones are found by their correlation id.</p>` : null}</div>`;
  return { title: "Latest logins", main, live: true };
}
