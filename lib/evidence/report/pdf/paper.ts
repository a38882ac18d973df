/** A4 sheets that fill from the top, with the tree of tags that says what everything is. */
import type { ReportDocument, Tone } from "../document/block.ts";
import { bounded, LONGEST_TEXT, visible } from "../document/visible.ts";
import { breakLines } from "./break-lines.ts";
import { fontFiles, type Typeface, typefaceOf, type Weight } from "./fonts.ts";

export type Element = PDFKit.PDFStructureElement;

/** pdfkit knows these; its types don't yet. */
export type ElementOptions = PDFKit.Mixins.StructureElementOptions & {
  readonly scope?: "Column" | "Row";
  readonly bbox?: readonly number[];
};

export const LEFT = 48;
export const WIDTH = 499;
const TOP = 48;
export const BOTTOM = 786;
/** Of a line of text, by its size. */
export const LEADING = 1.28;

export const INK = "#1a1a1a";
const COLOURS: Readonly<Record<Tone, string>> = { plain: INK, note: INK, good: "#175a2c", bad: "#9c1f12" };

export interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly colour: string;
}

export const styleOf = (size: number, tone: Tone = "plain"): Style => ({
  size,
  weight: tone === "plain" ? "regular" : "bold",
  colour: COLOURS[tone],
});

export interface Paper {
  readonly doc: PDFKit.PDFDocument;
  /** Where the next thing begins, from the top. */
  y: number;
  /** Goes to a new sheet where less than this is left; said is whether it did. */
  room(height: number): boolean;
  newSheet(): void;
  /** An element of the tree below `parent`, or below the document. */
  element(type: string, options?: ElementOptions, parent?: Element): Element;
  /** Lines as they fit, with everything hidden or unknown to the font named. */
  lines(text: string, width: number, style: Style, longest?: number): readonly string[];
  line(text: string, x: number, y: number, style: Style): void;
  widthOf(text: string, style: Style): number;
  /** What is no content: rules, headings said again, page numbers. */
  artifact(draw: () => void): void;
  finish(): Promise<Buffer>;
}

/** Characters that a text may have once unknown ones were named. */
const LONGEST_NAMED = 2;

/** It takes a fifth of a second to load, which who draws no page should not wait for. */
export const loadPdfkit = () => import("pdfkit");

export async function createPaper({ title, subtitle, date }: ReportDocument): Promise<Paper> {
  const { default: PDFDocument } = await loadPdfkit();
  const fonts = fontFiles();
  const doc = new PDFDocument({
    size: "A4",
    margin: 0,
    // Deflate gives other bytes on other processors; the package is compressed as a whole.
    compress: false,
    bufferPages: true,
    pdfVersion: "1.7",
    subset: "PDF/UA" as PDFKit.Mixins.PDFSubsets,
    tagged: true,
    displayTitle: true,
    lang: "en",
    font: fonts.regular,
    info: {
      Title: visible(title),
      Subject: visible(subtitle),
      Author: "samltrail",
      Creator: "samltrail",
      CreationDate: new Date(date),
    },
  });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const typefaces = new Map<Weight, Typeface>();
  function typeface(weight: Weight): Typeface {
    doc.font(fonts[weight]);
    const face = typefaces.get(weight) ?? typefaceOf(doc);
    typefaces.set(weight, face);
    return face;
  }
  const root = doc.struct("Document", { title: visible(title) });
  doc.addStructure(root);

  const paper: Paper = {
    doc,
    y: TOP,
    room(height) {
      if (paper.y + height <= BOTTOM) return false;
      paper.newSheet();
      return true;
    },
    newSheet() {
      if (paper.y === TOP) return;
      doc.addPage();
      paper.y = TOP;
    },
    element(type, options = {}, parent = root) {
      const element = doc.struct(type, options);
      parent.add(element);
      return element;
    },
    lines(text, width, { size, weight }, longest = LONGEST_TEXT) {
      const face = typeface(weight);
      const legible = bounded(face.legible(visible(text, longest)), longest * LONGEST_NAMED);
      return breakLines(legible, width, (part) => face.width(part, size));
    },
    line(text, x, y, { size, weight, colour }) {
      doc.font(fonts[weight]).fontSize(size).fillColor(colour);
      doc.text(text, x, y, { lineBreak: false });
    },
    widthOf: (text, { size, weight }) => typeface(weight).width(text, size),
    artifact(draw) {
      doc.markContent("Artifact", { type: "Pagination" });
      draw();
      doc.endMarkedContent();
    },
    finish() {
      const ended = new Promise<Buffer>((resolve, reject) => {
        doc.on("end", () => resolve(Buffer.concat(chunks)));
        doc.on("error", reject);
      });
      root.end();
      doc.end();
      return ended;
    },
  };
  return paper;
}
