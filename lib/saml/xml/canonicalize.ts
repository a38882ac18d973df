/**
 * Exclusive C14N of a subtree by libxml2. It asks of each node of the document whether it is to be seen; libxml2-wasm answers with
 * a walk to the root and two wrapper objects a node, which costs four times as much as all the rest. So the same call is made
 * here with an answer from memory. These are internals of the package (docs/decisions/0008-internals-of-libxml2-wasm.md).
 */
import { XmlC14NMode, type XmlElement, type XmlOutputBufferHandler } from "libxml2-wasm";
import * as libxml2 from "libxml2-wasm/lib/libxml2.mjs";

/** What the package's types leave out. */
const { addFunction, xmlOutputBufferCreateIO } = libxml2 as unknown as {
  addFunction(callback: (data: number, node: number, parent: number) => number, signature: string): number;
  xmlOutputBufferCreateIO(handler: XmlOutputBufferHandler): number;
};
const pointerOf = (node: XmlElement) => (node as unknown as { readonly _nodePtr: number })._nodePtr;
const documentPointerOf = (node: XmlElement) => (node.doc as unknown as { readonly _ptr: number })._ptr;

/**
 * Collects what libxml2 writes, and decodes it once. The package's own handler decodes each piece of some 4,000 bytes by itself and
 * drops a U+FEFF that a piece begins with: one put into signed text at such a place would change no digest.
 */
class Collected implements XmlOutputBufferHandler {
  readonly #pieces: Buffer[] = [];

  write(piece: Uint8Array): number {
    // What is handed over is libxml2's memory, which it uses again.
    this.#pieces.push(Buffer.from(piece));
    return piece.byteLength;
  }

  close(): boolean {
    return true;
  }

  get text(): string {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(this.#pieces));
  }
}

/** Whether an element, by its address, is in the subtree. Canonicalization is synchronous: one subtree at a time. */
const within = new Map<number, boolean>();

function isWithin(element: number): boolean {
  if (element === 0) return false;
  const known = within.get(element);
  if (known !== undefined) return known;
  const answer = isWithin(libxml2.XmlTreeCommonStruct.parent(element));
  within.set(element, answer);
  return answer;
}

/** Attributes, texts and namespaces are seen where their element is. */
const isVisible = addFunction((_data, node, parent) => (within.get(node) === true || isWithin(parent) ? 1 : 0), "iiii");

/**
 * @param inclusivePrefixes those of a PrefixList: declared where they are in force, used or not (xml-exc-c14n §3)
 * @returns the canonical form of the element and what is below it, without comments
 * @throws Error where libxml2 has no canonical form, as for relative namespaces (xml-c14n §1.3)
 */
export function exclusiveC14n(element: XmlElement, inclusivePrefixes: readonly string[] = []): string {
  const collected = new Collected();
  const output = xmlOutputBufferCreateIO(collected);
  const prefixes = libxml2.allocCStringArray([...inclusivePrefixes]);
  within.clear();
  within.set(pointerOf(element), true);
  try {
    const mode = XmlC14NMode.XML_C14N_EXCLUSIVE_1_0;
    const written = libxml2.xmlC14NExecute(documentPointerOf(element), isVisible, 0, mode, prefixes, 0, output);
    if (written < 0) throw new Error("libxml2 could not canonicalize");
  } finally {
    libxml2.free(prefixes);
    // What is left in the buffer is written when it is closed.
    libxml2.xmlOutputBufferClose(output);
    within.clear();
  }
  return collected.text;
}
