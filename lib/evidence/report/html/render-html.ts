/** `report.html`: one file that fetches nothing and runs nothing, for the screen and for A4. */
import { type Html, html } from "../../../html/html.ts";
import type { Block, Cell, ReportDocument, Table } from "../document/block.ts";
import { LONGEST_CELL, LONGEST_TEXT, visible } from "../document/visible.ts";
import { chartSvg } from "./chart-svg.ts";
import { STYLE } from "./style.ts";

function cellText(cell: Cell, longest = LONGEST_CELL): Html {
  if (typeof cell === "string") return html`${visible(cell, longest)}`;
  const { tone = "plain", to } = cell;
  const text = visible(cell.text, longest);
  if (to !== undefined) return html`<a href="#${to}">${text}</a>`;
  return tone === "plain" ? html`${text}` : html`<span class="${tone}">${text}</span>`;
}

/** Columns that do not fit on a narrow screen. */
const WIDE = 6;

function tableHtml({ caption, columns, rows }: Table): Html {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => html`<col style="width:${((share / total) * 100).toFixed(1)}%">`);
  const heads = columns.map(
    ({ label, isNumber }) => html`<th scope="col"${isNumber ? html` class="number"` : null}>${label}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const attributes = columns[index]?.isNumber ? html` class="number"` : null;
      return index === 0
        ? html`<th scope="row"${attributes}>${cellText(cell)}</th>`
        : html`<td${attributes}>${cellText(cell)}</td>`;
    });
    return html`<tr>${cells}</tr>
`;
  });
  const table = html`<table><caption>${visible(caption)}</caption><colgroup>${widths}</colgroup>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody></table>
`;
  // What may scroll sideways on a narrow screen must be reached by keyboard.
  return columns.length < WIDE
    ? table
    : html`<div class="wide" role="region" aria-label="${visible(caption)}" tabindex="0">${table}</div>
`;
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case "heading": {
      const { id, text, onNewPage } = block;
      const attributes = html`id="${id}"${onNewPage ? html` class="new-page"` : null}`;
      return block.level === 2
        ? html`<h2 ${attributes}>${visible(text)}</h2>
`
        : html`<h3 ${attributes}>${visible(text)}</h3>
`;
    }
    case "text":
      return html`<p>${visible(block.text, LONGEST_TEXT)}</p>
`;
    case "verdict":
      return html`<div class="verdict ${block.tone}"><strong>${block.title}</strong> ${visible(block.text, LONGEST_TEXT)}</div>
`;
    case "facts":
      return html`<table class="facts"><tbody>
${block.facts.map(
  ([label, cell]) => html`<tr><th scope="row">${label}</th><td>${cellText(cell, LONGEST_TEXT)}</td></tr>
`,
)}</tbody></table>
`;
    case "table":
      return tableHtml(block.table);
    case "chart":
      return chartSvg(block.chart);
    case "commands":
      return html`<pre>${block.lines.join("\n")}</pre>
`;
  }
}

/** Where to find what, below the first page; paper has no use for it. */
function contents(blocks: readonly Block[]): Html {
  const entries = blocks.flatMap((block) =>
    block.kind === "heading" && block.level === 2
      ? [
          html`<li><a href="#${block.id}">${visible(block.text)}</a></li>
`,
        ]
      : [],
  );
  return html`<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>
${entries}</ol></nav>
`;
}

/** A day and its hour stay on one line: browsers break after hyphens. */
function titleHtml(title: string): readonly Html[] {
  const parts = visible(title).split(/(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?)/);
  return parts.map((part, place) => (place % 2 === 1 ? html`<span class="instant">${part}</span>` : html`${part}`));
}

export function renderHtml({ title, subtitle, blocks }: ReportDocument): string {
  const first = blocks.findIndex(({ kind }) => kind === "heading");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${visible(title)}</title>
<style>`;
  const body = html`</style>
</head>
<body>
<header><h1>${titleHtml(title)}</h1><p class="subtitle">${visible(subtitle)}</p></header>
<main>
${blocks.slice(0, first).map(blockHtml)}
${contents(blocks)}
${blocks.slice(first).map(blockHtml)}
</main>
</body>
</html>
`;
  // The style holds no data: escaped, its quotes would be none.
  return `${page}${STYLE}${body}`;
}
