/** One light look for the screen and for A4. It carries no data, and nothing in it is fetched. */
export const STYLE = `
:root { color-scheme: light; --ink: #1a1a1a; --soft: #545454; --line: #b9b9b9; --dark: #23405f; --light: #f0c48a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: #fff; color: var(--ink);
  font: 0.94rem/1.45 "Segoe UI", "Noto Sans", "DejaVu Sans", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.2rem; text-wrap: balance; }
.instant { white-space: nowrap; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 0.6rem; padding-bottom: 0.2rem; border-bottom: 2px solid var(--dark); }
h3 { font-size: 1rem; margin: 1.6rem 0 0.4rem; overflow-wrap: anywhere; }
p { margin: 0.5rem 0; max-width: 50rem; overflow-wrap: anywhere; }
.subtitle { color: var(--soft); margin: 0 0 1rem; }
.verdict { border: 2px solid var(--dark); border-left-width: 0.6rem; padding: 0.5rem 0.9rem; margin: 0 0 1rem; }
.verdict strong { display: block; font-size: 1.1rem; }
.verdict.bad { border-color: #9c1f12; background: #fdf0ee; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0.7rem 0; table-layout: fixed; font-size: 0.82rem; }
caption { text-align: left; font-weight: 600; padding: 0.2rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.45rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; unicode-bidi: isolate; }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; overflow-wrap: normal; }
tbody th { font-weight: 400; }
.facts th { width: 12rem; font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
span.good { color: #175a2c; font-weight: 600; } span.bad { color: #9c1f12; font-weight: 700; } span.note { font-weight: 600; }
a { color: #0b4a8f; }
figure { margin: 0.6rem 0; break-inside: avoid; } figcaption { color: var(--soft); font-size: 0.82rem; }
svg { display: block; width: 100%; height: auto; max-width: 52rem; }
svg text { font-size: 7.5px; fill: var(--ink); }
.dark { fill: var(--dark); } .light { fill: var(--light); stroke: #6b4308; stroke-width: 0.5; }
.grid { stroke: #d5d5d5; stroke-width: 0.5; } .axis { stroke: var(--ink); stroke-width: 0.8; }
pre { border: 1px solid var(--line); padding: 0.6rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.85rem; }
nav ol { columns: 2; column-gap: 2rem; padding-left: 1.2rem; font-size: 0.88rem; } nav h2 { font-size: 1rem; border: 0; margin: 1.4rem 0 0.2rem; }
@media screen and (max-width: 45rem) { .wide table { min-width: 54rem; } thead th { overflow-wrap: anywhere; } .wide thead th { overflow-wrap: normal; }
  .facts th { width: 8rem; } nav ol { columns: 1; } }
@page { size: A4; margin: 16mm 15mm 18mm;
  @bottom-left { content: "samltrail evidence report"; font: 8pt sans-serif; color: #545454; }
  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt sans-serif; color: #545454; } }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .new-page { break-before: page; margin-top: 0; }
  h2, h3, caption, thead { break-after: avoid; }
  thead { display: table-header-group; } tr, .facts, .verdict, pre { break-inside: avoid; }
  .wide { overflow: visible; } table, figcaption { font-size: 7.5pt; } th, td { padding: 0.15rem 0.35rem; } a { color: inherit; text-decoration: none; } nav { display: none; }
}
`;
