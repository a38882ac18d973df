import type { KnownToken } from "../../lib/credentials/store/agent-tokens.ts";
import { type Html, html } from "../../lib/html/html.ts";
import type { Session } from "../../lib/session/session.ts";
import type { Page } from "../shared/pages/layout.ts";
import type { GrantedRole } from "./granted-roles.ts";
import { programsSection } from "./programs-section.ts";
import { roleCard } from "./role-card.ts";

export interface SignedIn {
  readonly session: Session;
  readonly providerName: string;
  readonly environment: string;
  readonly roles: readonly GrantedRole[];
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

function roleList(roles: readonly GrantedRole[], now: Date): Html {
  if (roles.length > 0) return html`<ul>${roles.map((role) => roleCard(role, now))}</ul>`;
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
${roleList(roles, now)}
${programsSection(
  roles.map(({ mapping }) => mapping),
  tokens,
)}
<form class="actions" method="post" action="/session/end"><button class="button quiet" type="submit">Sign out</button></form>`;
  return { title: "Signed in", body };
}
