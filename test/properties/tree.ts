/** XML of the fixture builder as a tree that can be changed and written again, in any of the ways that mean the same. */

export interface TreeElement {
  name: string;
  attributes: [name: string, value: string][];
  children: (TreeElement | string)[];
}

/** How a tree is written. Nothing here changes its canonical form. */
export interface Writing {
  readonly quote: '"' | "'";
  /** Between attributes, and before the end of a tag. */
  readonly space: string;
  readonly attributesReversed: boolean;
  readonly emptyElements: "short" | "long";
  /** A white space before the `>` of an end tag. */
  readonly spaceInEndTag: boolean;
  /** Every so many letters of text one is written as a character reference. */
  readonly references: number;
}

export const PLAIN: Writing = {
  quote: '"',
  space: " ",
  attributesReversed: false,
  emptyElements: "short",
  spaceInEndTag: false,
  references: 0,
};

const TOKEN = /<\/([^\s>]+)\s*>|<([^\s/>]+)((?:\s+[^\s=]+="[^"]*")*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)="([^"]*)"/g;

/**
 * Texts and values stay as they were written, references and all.
 * @throws Error where the text is more than the builder writes: no declaration, no CDATA, no apostrophes around values
 */
export function parseTree(xml: string): TreeElement {
  const top: TreeElement = { name: "", attributes: [], children: [] };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const [, end, start, attributes, empty, text] = TOKEN.exec(xml) ?? [];
    const parent = open.at(-1) ?? top;
    if (text !== undefined) parent.children.push(text);
    else if (end !== undefined) open.pop();
    else if (start !== undefined) {
      const pairs = [...(attributes ?? "").matchAll(ATTRIBUTE)];
      const element: TreeElement = {
        name: start,
        attributes: pairs.map(([, name = "", value = ""]) => [name, value]),
        children: [],
      };
      parent.children.push(element);
      if (empty === "") open.push(element);
    } else throw new Error(`not what the builder writes: ${xml.slice(at, at + 40)}`);
  }
  const [root] = top.children;
  if (!root || typeof root === "string") throw new Error("there is no root");
  return root;
}

function writeText(text: string, every: number): string {
  if (every === 0) return text;
  let count = 0;
  return text.replace(/&[^;]*;|[A-Za-z0-9]/g, (each) => {
    count += 1;
    return each.length === 1 && count % every === 0 ? `&#x${each.charCodeAt(0).toString(16)};` : each;
  });
}

export function writeTree(node: TreeElement | string, writing: Writing = PLAIN): string {
  if (typeof node === "string") return writeText(node, writing.references);
  const { quote, space, attributesReversed, emptyElements, spaceInEndTag } = writing;
  const ordered = attributesReversed ? node.attributes.toReversed() : node.attributes;
  const attributes = ordered.map(([name, value]) => {
    const safe = quote === "'" ? value.replaceAll("'", "&apos;") : value;
    return `${space}${name}=${quote}${safe}${quote}`;
  });
  const start = `<${node.name}${attributes.join("")}`;
  const trailing = space === " " ? "" : space;
  if (node.children.length === 0 && emptyElements === "short") return `${start}${trailing}/>`;
  const inner = node.children.map((child) => writeTree(child, writing)).join("");
  return `${start}${trailing}>${inner}</${node.name}${spaceInEndTag ? " " : ""}>`;
}

export const isElement = (node: TreeElement | string): node is TreeElement => typeof node !== "string";

/** The element and every one below it that `enter` lets in, in the document's order. */
export function elementsOf(root: TreeElement, enter: (element: TreeElement) => boolean = () => true): TreeElement[] {
  if (!enter(root)) return [];
  return [root, ...root.children.filter(isElement).flatMap((child) => elementsOf(child, enter))];
}
