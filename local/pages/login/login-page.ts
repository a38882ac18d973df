import { type Html, html } from "../../../lib/html/html.ts";
import { REMEDIES } from "../../../lib/saml/remedies.ts";
import type { Document } from "../layout.ts";
import { asOf, instant } from "../parts.ts";
import { outcome } from "./attempt-list.ts";
import type { Attempt } from "./attempts.ts";
import { eventCard } from "./event-card.ts";
import { stepsTable } from "./steps.ts";
import type { FollowedEvent } from "./trail.ts";

function refusal({ failure }: Attempt): Html | null {
  if (!failure) return null;
  const { words, remedy } = REMEDIES[failure.reason];
  const { problem, found, expected } = failure.detail;
  return html`<dt>Reason</dt><dd><code>${failure.reason}</code> at ${failure.step}: ${words}</dd>
<dt>Problem</dt><dd><code>${problem}</code>${found === null ? null : html`, found <code>${found}</code>`}${expected === null ? null : html`, expected <code>${expected}</code>`}</dd>
<dt>Remedy</dt><dd>${failure.detail.remedy === "" ? remedy : failure.detail.remedy}</dd>
${failure.count > 1 ? html`<dt>Attempts</dt><dd>${failure.count}, counted into one event</dd>` : null}`;
}

function entry({ success }: Attempt): Html | null {
  if (!success) return null;
  const who = success.initiatedBy === "identity-provider" ? "at the identity provider" : "here";
  return html`<dt>Begun</dt><dd>${who}</dd>
<dt>Session</dt><dd><code>${success.session.id}</code> until ${instant(success.session.expiresAt)}</dd>`;
}

function summary(attempt: Attempt): Html {
  const { occurredAt, identityProvider, person } = attempt;
  return html`<section aria-labelledby="outcome"><h2 id="outcome">Outcome</h2>
<p class="verdict">${outcome(attempt)}</p>
<dl>
<dt>When</dt><dd>${instant(occurredAt)} UTC</dd>
<dt>Who</dt><dd>${person ?? "not known"}</dd>
<dt>Through</dt><dd>${identityProvider ?? "no provider that is set up"}</dd>
${entry(attempt)}${refusal(attempt)}
</dl></section>
<section aria-labelledby="steps"><h2 id="steps">Steps</h2>
${stepsTable(attempt)}</section>`;
}

/** One login, or whatever else has this correlation id: steps, events, queues, archive. */
export function followPage(
  correlationId: string,
  events: readonly FollowedEvent[],
  attempts: readonly Attempt[],
  now: Date,
): Document {
  const main = html`<div class="heading"><h1>${attempts.length > 0 ? "One login" : "One request"}</h1>${asOf(now)}</div>
<p>Correlation id <code class="id">${correlationId}</code></p>
<div id="trail" data-live>${attempts.map(summary)}
<h2>Events</h2>
${events.map((event) => eventCard(event, now))}</div>`;
  return { title: `Login ${correlationId}`, main, live: true };
}

/** Nothing is known under this id. */
export function unknownPage(asked: string, isId: boolean): Document {
  const why = isId
    ? html`<p>Neither the ledger nor a queue nor the archive of this machine knows an event with the correlation id <code>${asked}</code>.
It may belong to another data directory.</p>`
    : html`<p><code>${asked}</code> is no correlation id: that has 26 letters and digits, such as <code>01JMC3V5Q8Z6T9B2W4X7Y0R1KD</code>.</p>`;
  const main = html`<h1>No such login here</h1>${why}
<p>The id is the <em>number to quote</em> on the page of a refused login, and <code>correlationId</code> in the log.
<a href="/_local/logins">The latest logins</a> lead to theirs.</p>`;
  return { title: "No such login", main, live: false };
}
