/** Tables that break between rows, with their heads said again on each sheet. */
import type { Cell, Table } from "../document/block.ts";
import { LONGEST_CELL } from "../document/visible.ts";
import {
  BOTTOM,
  type Element,
  type ElementOptions,
  LEADING,
  LEFT,
  type Paper,
  type Style,
  styleOf,
  WIDTH,
} from "./paper.ts";

const SIZE = 7.5;
/** Size of facts, and the width of their labels. */
const [FACTS, LABELS] = [8, 120];
/** What is less high than this is not broken. */
const TOGETHER = 240;
/** Between a cell and its neighbours, beside it and above it. */
const [ASIDE, ABOVE] = [5, 3];
const HEAD: Style = { ...styleOf(SIZE), weight: "bold" };
const CAPTION: Style = { ...styleOf(8.5), weight: "bold" };
const RULE = "#b9b9b9";

interface Laid {
  readonly x: number;
  readonly width: number;
  readonly lines: readonly string[];
  readonly style: Style;
  readonly isNumber: boolean;
}

const heightOf = (cells: readonly Laid[], size: number): number =>
  Math.max(...cells.map(({ lines }) => lines.length)) * size * LEADING + 2 * ABOVE;

function drawCell(paper: Paper, { x, width, lines, style, isNumber }: Laid, y: number): void {
  for (const [index, text] of lines.entries()) {
    const indent = isNumber ? width - 2 * ASIDE - paper.widthOf(text, style) : 0;
    paper.line(text, x + ASIDE + indent, y + ABOVE + index * style.size * LEADING, style);
  }
}

function rule(paper: Paper, y: number, colour: string, width: number): void {
  paper.artifact(() =>
    paper.doc
      .moveTo(LEFT, y)
      .lineTo(LEFT + WIDTH, y)
      .lineWidth(width)
      .strokeColor(colour)
      .stroke(),
  );
}

/** No row is taller than a sheet: what is beyond it is said to be. */
function fitted(cell: Laid): Laid {
  const most = Math.floor((BOTTOM - 120) / (cell.style.size * LEADING));
  return cell.lines.length <= most
    ? cell
    : { ...cell, lines: [...cell.lines.slice(0, most - 1), "… more in report.json"] };
}

const textOf = (cell: Cell) =>
  typeof cell === "string" ? { text: cell, tone: "plain" as const } : { tone: "plain" as const, ...cell };

function drawRow(
  paper: Paper,
  table: Element,
  cells: readonly Laid[],
  types: (index: number) => [string, ElementOptions],
): void {
  const row = paper.element("TR", {}, table);
  for (const [index, cell] of cells.entries()) {
    const element = paper.element(...types(index), row);
    element.add(() => drawCell(paper, cell, paper.y));
    element.end();
  }
  row.end();
}

export function drawTable(paper: Paper, { caption, columns, rows }: Table): void {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  let from = LEFT;
  const places = columns.map(({ share, isNumber = false }) => {
    const [x, width] = [from, (share / total) * WIDTH];
    from += width;
    return { x, width, isNumber };
  });
  const lay = (cell: Cell, index: number, style?: Style): Laid => {
    const { text, tone } = textOf(cell);
    const place = places[index] ?? { x: LEFT, width: WIDTH, isNumber: false };
    const own = style ?? styleOf(SIZE, tone);
    return fitted({ ...place, style: own, lines: paper.lines(text, place.width - 2 * ASIDE, own, LONGEST_CELL) });
  };
  const heads = columns.map(({ label }, index) => lay(label, index, HEAD));
  const headHeight = heightOf(heads, SIZE);
  const captions = paper.lines(caption, WIDTH, CAPTION);
  const captionHeight = captions.length * CAPTION.size * LEADING + 3;
  const first = rows[0]?.map((cell, index) => lay(cell, index)) ?? [];
  paper.room(captionHeight + headHeight + (first.length > 0 ? heightOf(first, SIZE) : 0));

  const table = paper.element("Table");
  const title = paper.element("Caption", {}, table);
  title.add(() => {
    for (const [index, text] of captions.entries())
      paper.line(text, LEFT, paper.y + index * CAPTION.size * LEADING, CAPTION);
  });
  title.end();
  paper.y += captionHeight;
  drawRow(paper, table, heads, () => ["TH", { scope: "Column" }]);
  const underHeads = () => {
    paper.y += headHeight;
    rule(paper, paper.y, "#1a1a1a", 0.9);
  };
  underHeads();
  for (const row of rows) {
    const cells = row.map((cell, index) => lay(cell, index));
    const height = heightOf(cells, SIZE);
    if (paper.room(height)) {
      paper.artifact(() => {
        for (const head of heads) drawCell(paper, head, paper.y);
      });
      underHeads();
    }
    drawRow(paper, table, cells, (index) => (index === 0 ? ["TH", { scope: "Row" }] : ["TD", {}]));
    paper.y += height;
    rule(paper, paper.y, RULE, 0.5);
  }
  table.end();
  paper.y += 10;
}

type Facts = readonly (readonly [string, Cell])[];

function layFacts(paper: Paper, facts: Facts): readonly { readonly cells: readonly Laid[]; readonly height: number }[] {
  const lay = (text: string, style: Style, x: number, width: number): Laid =>
    fitted({ x, width, style, isNumber: false, lines: paper.lines(text, width - 2 * ASIDE, style) });
  return facts.map(([label, cell]) => {
    const { text, tone } = textOf(cell);
    const name = lay(label, { ...styleOf(FACTS), weight: "bold" }, LEFT, LABELS);
    const cells = [name, lay(text, styleOf(FACTS, tone), LEFT + LABELS, WIDTH - LABELS)];
    return { cells, height: heightOf(cells, FACTS) };
  });
}

export const factsHeight = (paper: Paper, facts: Facts): number =>
  layFacts(paper, facts).reduce((sum, { height }) => sum + height, 0);

/** Labels and what they say, as a table with a heading a row; on one sheet where they fit. */
export function drawFacts(paper: Paper, facts: Facts): void {
  const rows = layFacts(paper, facts);
  const all = rows.reduce((sum, { height }) => sum + height, 0);
  if (all < TOGETHER) paper.room(all);
  const table = paper.element("Table");
  for (const { cells, height } of rows) {
    paper.room(height);
    drawRow(paper, table, cells, (index) => (index === 0 ? ["TH", { scope: "Row" }] : ["TD", {}]));
    paper.y += height;
    rule(paper, paper.y, RULE, 0.5);
  }
  table.end();
  paper.y += 9;
}
