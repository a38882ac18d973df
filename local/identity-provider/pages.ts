import { createHash } from "node:crypto";
import { Html, html } from "../../lib/html/html.ts";
import { MISBEHAVIOURS } from "./misbehaviours.ts";
import { PEOPLE, type Person } from "./people.ts";

export type Fields = readonly (readonly [name: string, value: string])[];

export interface Page {
  readonly status: number;
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

const STYLE = `
:root { color-scheme: light dark; --accent: #1a6e8e; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
ul { list-style: none; padding: 0; } li { margin: .75rem 0; }
button, a.button { font: inherit; padding: .45rem .9rem; border: 1px solid var(--accent); border-radius: .4rem;
  background: var(--accent); color: #fff; cursor: pointer; text-decoration: none; display: inline-block; }
small { display: block; opacity: .8; margin-top: .2rem; }
code { font-size: .9em; }`;

const SUBMIT = "document.forms[0].submit();";

/** Style and script of this file: the browser hashes these very bytes, so nothing in them may be escaped. */
function verbatim(markup: string): Html {
  return Html.of([markup], []);
}

function sourceHash(source: string): string {
  return `'sha256-${createHash("sha256").update(source).digest("base64")}'`;
}

function page(title: string, body: Html, more: { status?: number; formAction?: string; script?: string } = {}): Page {
  const { status = 200, formAction = "'self'", script } = more;
  const scriptElement = script ? verbatim(`<script>${script}</script>`) : null;
  const document = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>${verbatim(`<style>${STYLE}</style>`)}</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
${scriptElement}
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src ${sourceHash(STYLE)}`,
    ...(script ? [`script-src ${sourceHash(script)}`] : []),
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return { status, html: document.toString(), contentSecurityPolicy: policy.join("; ") };
}

function hidden(fields: Fields): Html[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

function personLine(person: Person, control: Html): Html {
  return html`<li>${control}
<small>${person.email}; roles ${person.roles.join(", ")}: ${person.about}</small></li>`;
}

/** Three people to sign in as, and the ways to sign in wrongly. */
export function homePage(serviceProviderUrl: string): Page {
  const people = PEOPLE.map((person) =>
    personLine(person, html`<a class="button" href="/start?person=${person.id}">Sign in as ${person.name}</a>`),
  );
  const wrong = Object.entries(MISBEHAVIOURS).map(
    ([name, about]) =>
      html`<li><a href="/start?person=alice&amp;misbehave=${name}">${name}</a><small>${about}</small></li>`,
  );
  return page(
    "Demo identity provider",
    html`<p>A login that starts here goes straight to <a href="${serviceProviderUrl}">${serviceProviderUrl}</a>.</p>
<ul>${people}</ul>
<h2>Answers that must be refused</h2>
<ul>${wrong}</ul>`,
  );
}

/** Whom to sign in as; the request goes along in hidden fields, as it came. */
export function choicePage(method: "GET" | "POST", request: Fields): Page {
  const people = PEOPLE.map((person) =>
    personLine(person, html`<button name="person" value="${person.id}">Sign in as ${person.name}</button>`),
  );
  return page(
    "Sign in",
    html`<p>samltrail asks who you are.</p>
<form method="${method}" action="/sso">${hidden(request)}<ul>${people}</ul></form>`,
  );
}

/** The HTTP-POST binding: a form that submits itself, and a button where scripts don't run. */
export function postPage(acsUrl: string, fields: Fields): Page {
  const body = html`<form method="post" action="${acsUrl}">${hidden(fields)}
<p>You are being signed in.</p><button>Continue</button></form>`;
  return page("Signing in", body, { script: SUBMIT, formAction: new URL(acsUrl).origin });
}

export function refusalPage(status: number, message: string): Page {
  return page("This can't be done", html`<p>${message}</p><p><a href="/">Start again</a></p>`, { status });
}
