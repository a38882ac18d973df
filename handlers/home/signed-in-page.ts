import type { KnownToken } from "../../lib/credentials/store/agent-tokens.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import type { Session } from "../../lib/session/session.ts";
import { type Html, html } from "../shared/pages/html.ts";
import type { Page } from "../shared/pages/layout.ts";
import { programsSection } from "./programs-section.ts";

export interface SignedIn {
  readonly session: Session;
  readonly providerName: string;
  readonly environment: string;
  readonly roles: readonly RoleMapping[];
  /** Of the programs that act for the person. */
  readonly tokens: readonly KnownToken[];
  readonly now: Date;
}

const instant = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** How long a session still runs, in the two largest units. */
function remaining(until: Date, now: Date): string {
  const minutes = Math.max(1, Math.round((until.getTime() - now.getTime()) / 60_000));
  const hours = Math.floor(minutes / 60);
  const counted = (count: number, unit: string) => (count === 0 ? [] : [`${count} ${unit}${count === 1 ? "" : "s"}`]);
  return [...counted(hours, "hour"), ...counted(minutes % 60, "minute")].join(" ");
}

/** Long names break after a slash or a comma rather than within a word. */
function breakable(name: string): readonly Html[] {
  return name.split(/(?<=[/,])/).map((part) => html`${part}<wbr>`);
}

function role({ id, samlRole, iamRole, owner, purpose, status }: RoleMapping): Html {
  return html`<li class="role">
<h3>${breakable(samlRole)}</h3>
<p>${purpose}</p>
<dl>
<dt>IAM role</dt><dd><code>${breakable(iamRole)}</code></dd>
<dt>Owner</dt><dd>${owner}</dd>
</dl>
<form class="actions" method="post" action="/session/console"><input type="hidden" name="mappingId" value="${id}"><button class="button quiet" type="submit">Open the AWS console</button></form>
${status === "stale" ? html`<p class="badge">Unused for long: it will be withdrawn unless somebody uses it.</p>` : null}
</li>`;
}

function roleList(roles: readonly RoleMapping[]): Html {
  if (roles.length > 0) return html`<ul>${roles.map(role)}</ul>`;
  return html`<p>None any more: the roles you signed in with were withdrawn. Ask the owner of the role to restore it.</p>`;
}

/** Who, from where, until when, with which roles, and the way out. */
export function signedInPage({ session, providerName, environment, roles, tokens, now }: SignedIn): Page {
  const { displayName, expiresAt } = session;
  const body = html`<h1>Signed in as ${displayName}</h1>
<dl>
<dt>Through</dt><dd>${providerName}</dd>
<dt>Environment</dt><dd>${environment}</dd>
<dt>Session ends</dt><dd><time datetime="${expiresAt.toISOString()}">${instant.format(expiresAt)} UTC</time> (in ${remaining(expiresAt, now)})</dd>
</dl>
<h2>Your roles</h2>
${roleList(roles)}
${programsSection(roles, tokens)}
<form class="actions" method="post" action="/session/end"><button class="button quiet" type="submit">Sign out</button></form>`;
  return { title: "Signed in", body };
}
