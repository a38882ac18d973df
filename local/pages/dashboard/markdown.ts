/** As much of Markdown as text widgets here use: headings, paragraphs, lists, links, code, bold. Everything else stays text. */
import { type Html, html } from "../../../lib/html/html.ts";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

function inline(text: string): readonly Html[] {
  const parts: Html[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, code, bold, label, url] = match;
    parts.push(html`${text.slice(at, match.index)}`);
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else parts.push(html`<a href="${url}">${label}</a>`);
    at = match.index + all.length;
  }
  return [...parts, html`${text.slice(at)}`];
}

function block(lines: readonly string[]): Html {
  const items = lines.map((line) => /^[-*] +(.*)$/.exec(line)?.[1]);
  if (items.every((item) => item !== undefined)) {
    return html`<ul class="bullets">${items.map((item) => html`<li>${inline(item)}</li>`)}</ul>`;
  }
  return html`<p>${inline(lines.join(" "))}</p>`;
}

/** Headings begin at the second level: the first is the page's own. */
export function markdown(source: string): readonly Html[] {
  const blocks: Html[] = [];
  let open: string[] = [];
  const close = () => {
    if (open.length > 0) blocks.push(block(open));
    open = [];
  };
  for (const line of source.split("\n")) {
    const [, marks, heading] = /^(#{1,6}) +(.*)$/.exec(line) ?? [];
    if (marks !== undefined) {
      close();
      blocks.push(
        marks.length === 1 ? html`<h2>${inline(heading ?? "")}</h2>` : html`<h3>${inline(heading ?? "")}</h3>`,
      );
    } else if (line.trim() === "") close();
    else open.push(line.trim());
  }
  close();
  return blocks;
}
