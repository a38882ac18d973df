import { Html, html } from "../../../lib/html/html.ts";
import { STYLE_SHEET } from "./style.ts";

/** CSS is no place for HTML escaping: the browser hashes these very bytes. */
const style = Html.of([`<style>${STYLE_SHEET}</style>`], []);

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' stroke='%233b74d4' stroke-width='2' d='M2 13c4 0 2-5 6-5s2-5 6-5'/%3E%3C/svg%3E";

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** A whole document. It loads nothing, runs nothing and reads well without its style. */
export function document({ title, body }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · samltrail</title>
<link rel="icon" href="${ICON}">
${style}
</head>
<body>
<main>
<header><strong>samltrail</strong> · single sign-on</header>
<article>
${body}
</article>
<footer>Every sign-in is recorded, whether it was let in or not.</footer>
</main>
</body>
</html>
`.toString();
}
