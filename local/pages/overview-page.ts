import { type Html, html } from "../../lib/html/html.ts";
import type { QueueDepth } from "../pipeline/disk-queue.ts";
import type { ScheduleState } from "../pipeline/schedules.ts";
import type { Document } from "./layout.ts";
import { attemptList } from "./login/attempt-list.ts";
import type { Attempt } from "./login/attempts.ts";
import { asOf } from "./parts.ts";

export interface Overview {
  readonly serviceProviderUrl: string;
  readonly identityProviderUrl: string;
  readonly dashboards: readonly { readonly path: string; readonly name: string }[];
  readonly attempts: readonly Attempt[];
  readonly depths: Readonly<Record<string, QueueDepth>>;
  readonly schedules: readonly ScheduleState[];
}

function queues(depths: Overview["depths"]): Html {
  const rows = Object.entries(depths).map(
    ([name, { visible, delayed, inFlight, deadLetters }]) =>
      html`<tr><th scope="row">${name}</th><td>${visible}</td><td>${inFlight}</td><td>${delayed}</td><td>${deadLetters === 0 ? "0" : html`<strong>${deadLetters} ✕</strong>`}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Queues"><table>
<thead><tr><th scope="col">Queue</th><th scope="col">Waiting</th><th scope="col">In flight</th><th scope="col">Retrying</th><th scope="col">Dead letters</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function schedules(states: Overview["schedules"]): Html {
  const rows = states.map(
    ({ function: name, nextAt, running }) =>
      html`<tr><th scope="row">${name}</th><td>${running ? "running" : nextAt === null ? "when asked" : `${nextAt.slice(11, 19)} UTC`}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Schedules"><table>
<thead><tr><th scope="col">Schedule</th><th scope="col">Next run</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Where to go from here, and what the stack is doing. */
export function overviewPage(overview: Overview, now: Date): Document {
  const { serviceProviderUrl, identityProviderUrl, dashboards, attempts } = overview;
  const main = html`<div class="heading"><h1>samltrail on this machine</h1>${asOf(now)}</div>
<ul class="doors">
<li><a href="${serviceProviderUrl}/">Sign in</a> at the service provider</li>
<li><a href="${identityProviderUrl}/">The demo identity provider</a>: three people, and answers that must be refused</li>
<li>Dashboards, the very ones that are deployed:${dashboards.map(({ path, name }) => html` <a href="${path}">${name}</a>`)}</li>
</ul>
<div class="halves">
<section aria-labelledby="latest"><h2 id="latest">Latest logins</h2>
<div id="attempts" data-live>${attemptList(attempts)}</div>
<p><a href="/_local/logins">All of them</a></p></section>
<section aria-labelledby="work"><h2 id="work">Queues and schedules</h2>
<div id="work-state" data-live>${queues(overview.depths)}${schedules(overview.schedules)}</div></section>
</div>`;
  return { title: "Overview", main, live: true };
}
