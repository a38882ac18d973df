import { type Html, html } from "../../lib/html/html.ts";
import { seriesDefinitions } from "./chart/look.ts";

export interface Navigation {
  /** The page's own path, which its link in the navigation is marked by. */
  readonly here: string;
  readonly links: readonly { readonly path: string; readonly name: string }[];
}

export interface Document {
  readonly title: string;
  readonly main: Html;
  /** Whether the page follows what happens. */
  readonly live: boolean;
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' stroke='%233b74d4' stroke-width='2' d='M2 13c4 0 2-5 6-5s2-5 6-5'/%3E%3C/svg%3E";

function navigationLink(here: string, { path, name }: Navigation["links"][number]): Html {
  const current = path === here ? html` aria-current="page"` : null;
  return html`<li><a href="${path}"${current}>${name}</a></li>`;
}

/** Stands hidden until the script that makes it work has run. */
const themeSwitch = html`<label class="theme" hidden><span class="unseen">Theme</span> <select id="theme">
<option value="system">System</option><option value="light">Light</option><option value="dark">Dark</option>
</select></label>`;

const liveSwitch = html`<p class="live"><button type="button" id="live" aria-pressed="true" hidden>Live</button>
<span id="live-trouble" role="status"></span></p>`;

/** A whole document. Without script it is complete, and as old as it is. */
export function document({ here, links }: Navigation, { title, main, live }: Document): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · samltrail on this machine</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/_local/assets/style.css">
<script src="/_local/assets/theme.js"></script>
<script src="/_local/assets/live.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<a class="name" href="/_local/"><strong>samltrail</strong> local</a>
<nav aria-label="Pages"><ul>${links.map((link) => navigationLink(here, link))}</ul></nav>
<form class="find" action="/_local/login" role="search"><label for="find">Follow a login</label>
<input id="find" name="id" placeholder="correlation id" autocomplete="off" spellcheck="false" maxlength="64" required><button type="submit">Find</button></form>
${themeSwitch}
</header>
${seriesDefinitions}
<main id="main" tabindex="-1">
${live ? liveSwitch : null}
${main}
</main>
</body>
</html>
`.toString();
}
