import { type Html, html } from "../../lib/html/html.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { COUNTED_DAYS, type GrantedRole } from "./granted-roles.ts";

const DAY = 86_400_000;

const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** Long names break after a slash or a comma rather than within a word. */
function breakable(name: string): readonly Html[] {
  return name.split(/(?<=[/,])/).map((part) => html`${part}<wbr>`);
}

/** A day and not a second: whose sign-in it was is nobody's business here. */
function lastUse({ lastGrantedAt, lastUsedAt }: RoleMapping): Html {
  const last = [lastGrantedAt ?? "", lastUsedAt ?? ""].sort().at(-1) ?? "";
  if (last === "") return html`not yet`;
  return html`<time datetime="${last.slice(0, 10)}">${date.format(new Date(last))}</time>`;
}

function people({ usage }: GrantedRole): string {
  if (usage === null) return "not known right now";
  const count = usage.atLeast ? `at least ${usage.people}` : String(usage.people);
  return `${count} in ${COUNTED_DAYS} days`;
}

function age({ createdAt }: RoleMapping, now: Date): string {
  if (createdAt === null) return "not known";
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(createdAt)) / DAY));
  return `${days} day${days === 1 ? "" : "s"}`;
}

function status({ stale }: RoleMapping): Html | string {
  if (stale === null) return "in force";
  const until = html`<time datetime="${stale.pruneAfter.slice(0, 10)}">${date.format(new Date(stale.pruneAfter))}</time>`;
  return html`<span class="badge">Unused for long: it will be withdrawn after ${until} unless somebody uses it.</span>`;
}

/** A role of the signed-in person: what it is for, who owns it, how it is used, and the way into the AWS console. */
export function roleCard(role: GrantedRole, now: Date): Html {
  const { id, samlRole, iamRole, owner, purpose } = role.mapping;
  return html`<li class="role">
<h3>${breakable(samlRole)}</h3>
<p>${purpose}</p>
<dl>
<dt>IAM role</dt><dd><code>${breakable(iamRole)}</code></dd>
<dt>Owner</dt><dd>${owner}</dd>
<dt>Last use</dt><dd>${lastUse(role.mapping)}</dd>
<dt>People</dt><dd>${people(role)}</dd>
<dt>Age</dt><dd>${age(role.mapping, now)}</dd>
<dt>Status</dt><dd>${status(role.mapping)}</dd>
</dl>
<form class="actions" method="post" action="/session/console"><input type="hidden" name="mappingId" value="${id}"><button class="button quiet" type="submit">Open the AWS console</button></form>
</li>`;
}
