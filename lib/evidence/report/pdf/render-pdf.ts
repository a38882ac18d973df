/** `report.pdf`: the blocks of `report.html` on A4, made without a browser, tagged for who listens to it. */
import type { Block, ReportDocument } from "../document/block.ts";
import { visible } from "../document/visible.ts";
import { drawFigure, figureHeight } from "./chart.ts";
import { BOTTOM, createPaper, LEADING, LEFT, type Paper, type Style, styleOf, WIDTH } from "./paper.ts";
import { drawFacts, drawTable, factsHeight } from "./table.ts";

const SOFT = "#545454";
const HEADINGS: Readonly<Record<1 | 2 | 3, Style>> = {
  1: { ...styleOf(19), weight: "bold" },
  2: { ...styleOf(14), weight: "bold" },
  3: { ...styleOf(10), weight: "bold" },
};
/** A heading stays with what follows it: a chart, facts, or the first lines of something longer. */
const [FOLLOWING, LONGEST_FOLLOWING] = [64, 260];

/** Lines below each other, over as many sheets as they need. */
function drawLines(paper: Paper, type: string, text: string, style: Style, after: number): void {
  const element = paper.element(type);
  const height = style.size * LEADING;
  for (const line of paper.lines(text, WIDTH, style)) {
    paper.room(height);
    element.add(() => paper.line(line, LEFT, paper.y, style));
    paper.y += height;
  }
  element.end();
  paper.y += after;
}

function heightOf(paper: Paper, block: Block | undefined): number {
  if (block?.kind === "facts") return Math.min(factsHeight(paper, block.facts), LONGEST_FOLLOWING);
  return block?.kind === "chart" ? Math.min(figureHeight(paper, block.chart), LONGEST_FOLLOWING) : FOLLOWING;
}

function drawHeading(paper: Paper, level: 1 | 2 | 3, text: string, next: Block | undefined): void {
  const style = HEADINGS[level];
  const before = level === 3 ? 6 : 12;
  if (!paper.room(before + style.size * LEADING + heightOf(paper, next)) && level !== 1) paper.y += before;
  drawLines(paper, `H${level}`, text, style, level === 3 ? 3 : 6);
}

/** In a frame, so that nobody passes it over. */
function drawBox(paper: Paper, parts: readonly (readonly [string, Style])[], frame: string, ground: string): void {
  const laid = parts.flatMap(([text, style]) => paper.lines(text, WIDTH - 28, style).map((line) => ({ line, style })));
  const height = laid.reduce((sum, { style }) => sum + style.size * LEADING, 0) + 14;
  paper.room(height);
  const top = paper.y;
  paper.artifact(() => {
    paper.doc.rect(LEFT, top, WIDTH, height).lineWidth(1).fillAndStroke(ground, frame);
    paper.doc.rect(LEFT, top, 6, height).fill(frame);
  });
  const element = paper.element("P");
  element.add(() => {
    let y = top + 7;
    for (const { line, style } of laid) {
      paper.line(line, LEFT + 16, y, style);
      y += style.size * LEADING;
    }
  });
  element.end();
  paper.y += height + 10;
}

function drawVerdict(paper: Paper, { tone, title, text }: Extract<Block, { kind: "verdict" }>): void {
  const isBad = tone === "bad";
  const parts = [[title, styleOf(12, isBad ? "bad" : "note")] as const, [text, styleOf(9)] as const];
  drawBox(paper, parts, isBad ? "#9c1f12" : "#23405f", isBad ? "#fdf0ee" : "#ffffff");
}

function drawCommands(paper: Paper, lines: readonly string[]): void {
  const parts = lines.map((line) => [line, styleOf(8.5)] as const);
  drawBox(paper, parts, "#b9b9b9", "#f6f6f6");
}

function drawBlock(paper: Paper, block: Block, next: Block | undefined): void {
  if (block.kind === "heading") {
    if (block.onNewPage) paper.newSheet();
    drawHeading(paper, block.level, block.text, next);
  } else if (block.kind === "text") drawLines(paper, "P", block.text, styleOf(9), 7);
  else if (block.kind === "verdict") drawVerdict(paper, block);
  else if (block.kind === "facts") drawFacts(paper, block.facts);
  else if (block.kind === "table") drawTable(paper, block.table);
  else if (block.kind === "chart") drawFigure(paper, block.chart);
  else drawCommands(paper, block.lines);
}

function numberSheets(paper: Paper, title: string): void {
  const { doc } = paper;
  const { start, count } = doc.bufferedPageRange();
  const style = { ...styleOf(7.5), colour: SOFT };
  for (let index = start; index < start + count; index += 1) {
    doc.switchToPage(index);
    const number = `${index + 1} of ${count}`;
    const [line = ""] = paper.lines(title, WIDTH - 80, style);
    paper.artifact(() => {
      paper.line(line, LEFT, BOTTOM + 18, style);
      paper.line(number, LEFT + WIDTH - paper.widthOf(number, style), BOTTOM + 18, style);
    });
  }
}

export async function renderPdf(document: ReportDocument): Promise<Buffer> {
  const paper = await createPaper(document);
  const { outline } = paper.doc;
  let section = outline.addItem("Summary");
  drawHeading(paper, 1, document.title, undefined);
  drawLines(paper, "P", document.subtitle, { ...styleOf(9.5), colour: SOFT }, 10);
  for (const [index, block] of document.blocks.entries()) {
    drawBlock(paper, block, document.blocks[index + 1]);
    if (block.kind !== "heading") continue;
    // Drawn first: only then is it known on which sheet it stands.
    if (block.level === 2) section = outline.addItem(visible(block.text));
    else section.addItem(visible(block.text));
  }
  numberSheets(paper, document.title);
  return paper.finish();
}
