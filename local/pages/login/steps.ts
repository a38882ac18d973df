/** The steps of a login with their times, as a table whose bars only repeat what it says. */

import { STEP_NAMES } from "../../../lib/events/vocabulary.ts";
import { type Html, html } from "../../../lib/html/html.ts";
import { durationText } from "../parts.ts";
import type { Attempt } from "./attempts.ts";

interface Row {
  readonly name: string;
  readonly state: "passed" | "refused" | "not reached" | "not in the record";
  /** Milliseconds; null where it did not run, or the record does not say. */
  readonly ms: number | null;
  /** Milliseconds that the steps before it took. */
  readonly before: number;
}

const SIGNS: Readonly<Record<Row["state"], string>> = {
  passed: "✓",
  refused: "✕",
  "not reached": "–",
  "not in the record": "·",
};

function rowsOf({ success, failure }: Attempt): readonly Row[] {
  const ran = new Map((success ?? failure)?.steps.map(({ name, ms }) => [name, ms]));
  let before = 0;
  return STEP_NAMES.map((name) => {
    const ms = ran.get(name) ?? null;
    const start = before;
    before += ms ?? 0;
    if (ms === null) return { name, ms, before: start, state: failure ? "not reached" : "not in the record" };
    return { name, ms, before: start, state: failure?.step === name ? "refused" : "passed" };
  });
}

function bar({ before, ms, state }: Row, total: number): Html | null {
  if (ms === null || total === 0) return null;
  const percent = (value: number) => `${Math.round((value / total) * 10_000) / 100}%`;
  return html`<svg class="span" aria-hidden="true"><rect class="${state}" x="${percent(before)}" y="0" width="${percent(ms)}" height="100%"/></svg>`;
}

function row(each: Row, total: number): Html {
  const { name, state, ms } = each;
  return html`<tr class="${state === "passed" || state === "refused" ? state : "absent"}"><th scope="row">${name}</th><td><span aria-hidden="true">${SIGNS[state]}</span> ${state}</td><td class="number">${ms === null ? "–" : durationText(ms)}</td><td class="span-cell">${bar(each, total)}</td></tr>`;
}

export function stepsTable(attempt: Attempt): Html {
  const rows = rowsOf(attempt);
  if (attempt.milliseconds === 0) {
    return html`<p>This event stands for several attempts of one minute, without the times of each.</p>`;
  }
  const note = attempt.success
    ? html`<p class="quiet">The step record-login writes these times, so its own and those after it are not among them.</p>`
    : null;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Steps, table"><table class="steps">
<thead><tr><th scope="col">Step</th><th scope="col">Outcome</th><th scope="col" class="number">Time</th><td></td></tr></thead>
<tbody>${rows.map((each) => row(each, attempt.milliseconds))}</tbody>
<tfoot><tr><th scope="row">All together</th><td></td><td class="number">${durationText(attempt.milliseconds)}</td><td></td></tr></tfoot>
</table></div>${note}`;
}
