/** The font of `report.pdf`, as files of a package: in a bundle they lie beside it (infra/functions/bundling.ts). */
import { createRequire } from "node:module";
import { nameOf } from "../document/visible.ts";

/** Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic: docs/decisions/0023-pdfkit-and-dejavu.md. */
const FILES = {
  regular: "dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf",
  bold: "dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf",
} as const;

export type Weight = keyof typeof FILES;

/** Their paths on this machine. */
export function fontFiles(): Readonly<Record<Weight, string>> {
  const { resolve } = createRequire(import.meta.url);
  return { regular: resolve(FILES.regular), bold: resolve(FILES.bold) };
}

/** What pdfkit keeps of the font in use, and has no method for. */
interface FontInUse {
  readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
}

export interface Typeface {
  /** The text with what the font has no sign for named by its code point, such as [U+4E2D]: never a blank or a box. */
  legible(text: string): string;
  /** In points. */
  width(text: string, size: number): number;
}

/** Measures in the font that the document uses now; each sign once. */
export function typefaceOf(doc: PDFKit.PDFDocument): Typeface {
  const { font } = (doc as unknown as FontInUse)._font;
  const known = new Map<string, boolean>();
  const widths = new Map<string, number>();
  const isKnown = (character: string): boolean => {
    const found = known.get(character) ?? font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
    known.set(character, found);
    return found;
  };
  const widthOf = (character: string): number => {
    const found = widths.get(character) ?? doc.fontSize(1000).widthOfString(character) / 1000;
    widths.set(character, found);
    return found;
  };
  return {
    legible: (text) => [...text].map((character) => (isKnown(character) ? character : nameOf(character))).join(""),
    width: (text, size) => {
      let total = 0;
      for (const character of text) total += widthOf(character);
      return total * size;
    },
  };
}
