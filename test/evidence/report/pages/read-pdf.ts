/** Reads a PDF that pdfkit wrote uncompressed, as far as its text goes: enough to hold it against what a report says. */

export interface ReadPdf {
  /** Of each sheet, in the order in which it was drawn, without spaces: where lines are broken is no matter. */
  readonly sheets: readonly string[];
  /** Titles of the outline. */
  readonly outline: readonly string[];
  /** Types in the tree of tags. */
  readonly tags: ReadonlySet<string>;
}

type Objects = ReadonlyMap<number, string>;

/** Each object's source, by its number; streams are kept as Latin-1. */
function objectsOf(source: string): Objects {
  const objects = new Map<number, string>();
  for (const [, number, body] of source.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g))
    objects.set(Number(number), body ?? "");
  return objects;
}

const references = (text: string): readonly number[] =>
  [...text.matchAll(/(\d+) 0 R/g)].map(([, number]) => Number(number));

const utf16 = (hex: string): string => {
  const units = (hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
  return String.fromCharCode(...units);
};

/** What each glyph of a font stands for, from its ToUnicode table: ranges with a list of texts. */
function glyphsOf(objects: Objects, font: string): ReadonlyMap<number, string> {
  const glyphs = new Map<number, string>();
  const [, table] = /\/ToUnicode (\d+) 0 R/.exec(font) ?? [];
  for (const [, from, list] of (objects.get(Number(table)) ?? "").matchAll(
    /<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi,
  )) {
    for (const [index, [, text]] of [...(list ?? "").matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      glyphs.set(Number.parseInt(from ?? "", 16) + index, utf16((text ?? "").replaceAll(" ", "")));
    }
  }
  return glyphs;
}

function fontsOf(objects: Objects, page: string): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const [, resources] = /\/Resources (\d+) 0 R/.exec(page) ?? [];
  const [, fonts = ""] = /\/Font <<([\s\S]*?)>>/.exec(objects.get(Number(resources)) ?? "") ?? [];
  return new Map(
    [...fonts.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]) => [
      name ?? "",
      glyphsOf(objects, objects.get(Number(number)) ?? ""),
    ]),
  );
}

function textOf(objects: Objects, page: string): string {
  const fonts = fontsOf(objects, page);
  const [, contents] = /\/Contents (\d+) 0 R/.exec(page) ?? [];
  const stream = objects.get(Number(contents)) ?? "";
  let [text, glyphs] = ["", new Map() as ReadonlyMap<number, string>];
  for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) glyphs = fonts.get(font) ?? new Map();
    for (const [, hex] of (shown ?? "").matchAll(/<([0-9a-f]+)>/gi)) {
      for (const glyph of hex?.match(/.{4}/g) ?? []) text += glyphs.get(Number.parseInt(glyph, 16)) ?? "\ufffd";
    }
  }
  return withoutSpaces(text);
}

export const withoutSpaces = (text: string): string => text.replaceAll(/\s+/g, "");

/** Of a literal, which is UTF-16 where it has a mark for it. */
function literal(text: string): string {
  const bytes = text.replaceAll(/\\([()\\])/g, "$1");
  if (!bytes.startsWith("\xfe\xff")) return bytes;
  return Buffer.from(bytes.slice(2), "latin1").swap16().toString("utf16le");
}

const titleOf = (body: string): string => literal(/\/Title \(((?:\\.|[^\\)])*)\)/s.exec(body)?.[1] ?? "");

export function readPdf(pdf: Buffer): ReadPdf {
  const source = pdf.toString("latin1");
  const objects = objectsOf(source);
  const root = [...objects.values()].find((body) => body.includes("/Type /Catalog")) ?? "";
  const [, pages] = /\/Pages (\d+) 0 R/.exec(root) ?? [];
  const [, kids = ""] = /\/Kids \[([^\]]*)\]/.exec(objects.get(Number(pages)) ?? "") ?? [];
  const entries = [...objects.values()].filter((body) => /\/Dest \[/.test(body) && body.includes("/Title ("));
  return {
    sheets: references(kids).map((number) => textOf(objects, objects.get(number) ?? "")),
    outline: entries.map(titleOf),
    tags: new Set([...source.matchAll(/\/S \/([A-Z][A-Za-z0-9]*)/g)].map(([, tag]) => tag ?? "")),
  };
}
