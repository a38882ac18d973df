/** The one style sheet. It stands in the page itself, allowed by its hash, so that a page needs nothing but itself. */
import { createHash } from "node:crypto";

const css = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #ffffff; --text: #1b2230; --quiet: #566074; --line: #d9dde4;
  --accent: #1d4fa8; --on-accent: #ffffff; --soft: #eef2f9; --warn: #7a4b00; --warn-soft: #fdf1dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151c; --card: #1a202a; --text: #e7eaf0; --quiet: #a3adbd; --line: #323b49;
    --accent: #8db4f5; --on-accent: #0d1b33; --soft: #222b38; --warn: #f3c98b; --warn-soft: #3a2c14;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 40rem; margin: 0 auto; padding: 4rem 1.25rem 1.5rem; }
header, footer { color: var(--quiet); font-size: .875rem; }
header { margin: 0 0 .75rem; letter-spacing: .02em; }
header strong { color: var(--text); }
footer { margin: 1.25rem 0 0; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 2rem; }
h1 { margin: 0 0 .75rem; font-size: 1.625rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1.0625rem; }
h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .375rem 1.25rem; margin: 1.25rem 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.number { padding: .125rem .375rem; border-radius: .25rem; background: var(--soft); user-select: all; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
.role { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.125rem; }
.role p { margin: .125rem 0 0; color: var(--quiet); }
.role dl { margin-top: .75rem; font-size: .9375rem; }
.role .badge { display: inline-block; margin-top: .75rem; padding: .0625rem .5rem; border-radius: .25rem; font-size: .8125rem;
  background: var(--warn-soft); color: var(--warn); }
.actions { margin: 1.75rem 0 0; }
.button {
  display: inline-block; padding: .625rem 1.25rem; border: 1px solid var(--accent); border-radius: .5rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none;
  text-align: center; overflow-wrap: anywhere; cursor: pointer;
}
.button:hover { filter: brightness(1.08); }
details { margin: 1.25rem 0 0; }
summary { cursor: pointer; color: var(--accent); font-weight: 600; }
form label { display: block; margin: 1rem 0; color: var(--quiet); }
input, select, textarea {
  display: block; width: 100%; margin: .25rem 0 0; padding: .5rem .625rem; border: 1px solid var(--line); border-radius: .375rem;
  background: var(--ground); color: var(--text); font: inherit;
}
textarea { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.quiet { background: transparent; color: var(--accent); }
.wide { display: block; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 30rem) {
  main { padding-top: 1.5rem; }
  article { padding: 1.25rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .625rem; }
  .button { display: block; width: 100%; }
}
`;

export const STYLE_SHEET = css;

/** The source expression for `style-src` that lets exactly this style sheet through. */
export const STYLE_SOURCE = `'sha256-${createHash("sha256").update(css).digest("base64")}'`;
