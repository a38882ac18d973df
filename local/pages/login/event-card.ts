/** How far one event has come: bus, queues, archive, seal. What is not there yet says so. */
import { type Html, html } from "../../../lib/html/html.ts";
import type { Delivery } from "../../pipeline/deliveries.ts";
import { instant } from "../parts.ts";
import type { Sealing } from "./sealing.ts";
import type { FollowedEvent } from "./trail.ts";

type Mark = "good" | "waiting" | "bad";

const SIGNS: Readonly<Record<Mark, string>> = { good: "✓", waiting: "…", bad: "✕" };

function marked(mark: Mark, text: Html): Html {
  return html`<span class="outcome ${mark}"><span aria-hidden="true">${SIGNS[mark]}</span> ${text}</span>`;
}

function published({ pendingSince, deliveries, lines }: FollowedEvent): Html {
  if (deliveries.length > 0) {
    const first = Math.min(...deliveries.map(({ sentAt }) => sentAt));
    return marked("good", html`the bus took it at ${instant(first)}`);
  }
  if (lines.length > 0) return marked("good", html`the bus took it before this start of the stack`);
  if (pendingSince !== null) {
    return marked(
      "waiting",
      html`not published yet: it waits in the ledger since ${instant(pendingSince)}, and republish-pending sends it`,
    );
  }
  return marked("waiting", html`not published yet`);
}

const tries = (count: number): string => `${count} attempt${count === 1 ? "" : "s"}`;

function fate({ state, attempts, doneAt }: Delivery): Html {
  switch (state) {
    case "done":
      return marked("good", html`done at ${instant(doneAt ?? 0)}, ${tries(attempts)}`);
    case "in flight":
      return marked("waiting", html`the function has it: attempt ${attempts}`);
    case "waiting":
      return marked("waiting", html`waits in the queue for its batch`);
    case "waiting for another try":
      return marked("bad", html`failed, ${tries(attempts)}; waits for another`);
    case "dead letter":
      return marked("bad", html`given up after ${tries(attempts)}: it lies in the dead-letter queue`);
  }
}

function queueRow(consumer: string, { deliveries, lines }: FollowedEvent): Html {
  const own = deliveries.filter((delivery) => delivery.consumer === consumer);
  const known = own.map((delivery) => html`<li>${fate(delivery)}</li>`);
  const before =
    lines.length > 0
      ? marked("good", html`delivered before this start of the stack; attempts are not remembered`)
      : marked("waiting", html`not delivered yet`);
  return html`<tr><th scope="row">${consumer}</th><td>${own.length > 0 ? html`<ul>${known}</ul>` : before}</td></tr>`;
}

function archived({ lines }: FollowedEvent): Html {
  if (lines.length === 0) return marked("waiting", html`not archived yet`);
  return html`<ul>${lines.map(
    ({ key, line }) => html`<li>${marked("good", html`<code>${key}</code>, line ${line}`)}</li>`,
  )}</ul>`;
}

function proofOf({ hour, seal, leaf, index, path, proven }: Extract<Sealing, { kind: "sealed" }>, id: string): Html {
  const { body, hash } = seal;
  const checked = proven
    ? marked(
        "good",
        html`sealed: leaf ${index + 1} of ${body.leafCount} in the hour ${hour}, and its path leads to the signed root`,
      )
    : marked("bad", html`the seal of the hour ${hour} has another line for this event: somebody has to look`);
  return html`${checked}
<details id="proof-${id}"><summary id="proof-${id}-open">Inclusion proof</summary><dl>
<dt>Sealed at</dt><dd>${instant(body.sealedAt)}</dd>
<dt>Seal's hash</dt><dd><code>${hash}</code></dd>
<dt>Signed by</dt><dd><code>${body.key.id}</code>; the signature verifies with the key that the seal names</dd>
<dt>Leaf</dt><dd><code>${leaf}</code></dd>
<dt>Path</dt><dd>${path.length === 0 ? "none: it is the only leaf" : html`<ol>${path.map((node) => html`<li><code>${node}</code></li>`)}</ol>`}</dd>
<dt>Root</dt><dd><code>${body.root}</code></dd>
</dl></details>`;
}

function sealed(sealing: Sealing | null, id: string, now: Date): Html {
  if (sealing === null) return marked("waiting", html`not sealed yet: only what is archived is`);
  if (sealing.kind === "fault") return marked("bad", html`the seals cannot be read: ${sealing.message}`);
  if (sealing.kind === "sealed") return proofOf(sealing, id);
  const due = sealing.dueAt.toISOString().slice(11, 16);
  return sealing.dueAt > now
    ? marked("waiting", html`not sealed yet: the hour ${sealing.hour} is sealed from ${due} on`)
    : marked(
        "waiting",
        html`not sealed yet: the hour ${sealing.hour} is due, and seal-archive takes it at its next run`,
      );
}

export function eventCard(followed: FollowedEvent, now: Date): Html {
  const { event, consumers, sealing } = followed;
  const { id, type, version, occurredAt } = event.metadata;
  const queues = consumers.map((consumer) => queueRow(consumer, followed));
  return html`<section class="event" aria-labelledby="event-${id}"><h3 id="event-${id}">${type}</h3>
<dl>
<dt>Event</dt><dd><code>${id}</code>, version ${version}</dd>
<dt>Occurred</dt><dd>${instant(occurredAt)}</dd>
<dt>Published</dt><dd>${published(followed)}</dd>
<dt>Queues</dt><dd><table class="queues"><thead class="unseen"><tr><th scope="col">Consumer</th><th scope="col">What it did</th></tr></thead><tbody>${queues}</tbody></table></dd>
<dt>Archive</dt><dd>${archived(followed)}</dd>
<dt>Seal</dt><dd>${sealed(sealing, id, now)}</dd>
</dl>
<details id="detail-${id}"><summary id="detail-${id}-open">The event itself</summary><pre tabindex="0" id="detail-${id}-text">${JSON.stringify(event, null, 2)}</pre></details>
</section>`;
}
