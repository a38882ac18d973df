import type { Chart } from "../document/block.ts";
import { drawChart, type Shape, WORDS_SIZE } from "../document/draw-chart.ts";
import { visible } from "../document/visible.ts";
import { INK, LEADING, LEFT, type Paper, type Style, styleOf } from "./paper.ts";

const SOFT = "#545454";

function drawShape({ doc, ...paper }: Paper, shape: Shape, top: number): void {
  if (shape.kind === "rectangle") {
    const { x, y, width, height, look } = shape;
    const rectangle = doc.rect(LEFT + x, top + y, width, height);
    if (look === "dark") rectangle.fill("#23405f");
    else rectangle.lineWidth(0.5).fillAndStroke("#f0c48a", "#6b4308");
  } else if (shape.kind === "line") {
    const { x1, y1, x2, y2, isAxis } = shape;
    const line = doc.moveTo(LEFT + x1, top + y1).lineTo(LEFT + x2, top + y2);
    line
      .lineWidth(isAxis ? 0.8 : 0.5)
      .strokeColor(isAxis ? INK : "#d5d5d5")
      .stroke();
  } else {
    const style = styleOf(WORDS_SIZE);
    const [text = ""] = paper.lines(shape.text, Number.POSITIVE_INFINITY, style);
    const share = { start: 0, middle: 0.5, end: 1 }[shape.anchor];
    // Shapes place words by their foot, pdfkit by their top.
    paper.line(text, LEFT + shape.x - paper.widthOf(text, style) * share, top + shape.y - WORDS_SIZE * 0.93, style);
  }
}

const WORDS: Style = { ...styleOf(8), colour: SOFT };

/** Of the drawing and the words below it. */
function layFigure(paper: Paper, chart: Chart) {
  const drawing = drawChart(chart);
  const lines = paper.lines(chart.description, drawing.width, WORDS);
  return { drawing, lines, wordsHeight: lines.length * WORDS.size * LEADING + 10 };
}

export function figureHeight(paper: Paper, chart: Chart): number {
  const { drawing, wordsHeight } = layFigure(paper, chart);
  return drawing.height + wordsHeight;
}

/** Vector shapes, with what they show as words for who does not see them. */
export function drawFigure(paper: Paper, chart: Chart): void {
  const { drawing, lines, wordsHeight } = layFigure(paper, chart);
  const { width, height, shapes } = drawing;
  paper.room(height + wordsHeight);
  const top = paper.y;
  const alt = `${visible(chart.title)}. ${visible(chart.description)}`;
  const figure = paper.element("Figure", { alt, bbox: [LEFT, top, LEFT + width, top + height] });
  figure.add(() => {
    for (const shape of shapes) drawShape(paper, shape, top);
  });
  figure.end();
  paper.y += height + 2;
  const words = paper.element("P");
  words.add(() => {
    for (const [index, text] of lines.entries()) paper.line(text, LEFT, paper.y + index * WORDS.size * LEADING, WORDS);
  });
  words.end();
  paper.y += wordsHeight;
}
