import { type Html, html } from "../../../lib/html/html.ts";
import type { Page } from "./layout.ts";

export interface Failure {
  readonly status: number;
  /** The stable code, for whoever mends it. */
  readonly reason: string;
  /** The number to quote: it finds the log line and the event. */
  readonly correlationId: string;
  /** What went wrong, in a person's words. */
  readonly words: string;
  /** What to do about it. */
  readonly remedy: string;
  /** What exactly was wrong; only what may be shown to a stranger. */
  readonly detail?: string | undefined;
  /** Where to start again. */
  readonly retryUrl: string;
  /** The heading; what did not happen. */
  readonly title?: string;
  /** What the way out is called. */
  readonly retryLabel?: string;
  /** What else a person may do from here. */
  readonly offer?: Html | null | undefined;
}

function headingFor(status: number): string {
  return status >= 500 ? "Signing in is not possible right now" : "You were not signed in";
}

/** Says what went wrong, what to do, which number to quote and how to start again. */
export function failurePage(failure: Failure): Page {
  const { status, reason, correlationId, words, remedy, detail, retryUrl } = failure;
  const title = failure.title ?? headingFor(status);
  const body = html`<h1>${title}</h1>
<p>${words}</p>
<h2>What to do</h2>
<p>${remedy}</p>
<dl>
<dt>Number to quote</dt><dd><code class="number">${correlationId}</code></dd>
<dt>Reason</dt><dd><code>${reason}</code></dd>
${detail ? html`<dt>Detail</dt><dd><code>${detail}</code></dd>` : null}
</dl>
${failure.offer}
<p class="actions"><a class="${failure.offer ? "button quiet" : "button"}" href="${retryUrl}">${failure.retryLabel ?? "Start again"}</a></p>`;
  return { title, body };
}
