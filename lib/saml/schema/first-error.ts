/**
 * Validation that stops caring after the first error. libxml2-wasm's own `validate` describes each error, with a path for which
 * libxml2 counts all siblings before it: 10,000 errors in one message took 0.5 s. So the same calls are made here, without that.
 * These are internals of the package, whose version is pinned; the tests of the validators notice if they change.
 */
import type { XmlDocument, XsdValidator } from "libxml2-wasm";
import * as libxml2 from "libxml2-wasm/lib/libxml2.mjs";

/** What the package's types leave out. */
const { addFunction } = libxml2 as unknown as {
  addFunction(callback: (data: number, error: number) => void, signature: string): number;
};
const pointerOf = (wrapper: XmlDocument | XsdValidator) => (wrapper as unknown as { readonly _ptr: number })._ptr;

/** Validation is synchronous: one message at a time. */
let first: string | null = null;

const keepFirst = addFunction((_data, error) => {
  first ??= libxml2.XmlErrorStruct.message(error);
}, "vii");

/**
 * @returns libxml2's words on the first error, or `null` where the document is valid
 * @throws Error where libxml2 could not validate
 */
export function firstSchemaError(schemas: XsdValidator, document: XmlDocument): string | null {
  const context = libxml2.xmlSchemaNewValidCtxt(pointerOf(schemas));
  first = null;
  try {
    libxml2.xmlSchemaSetValidStructuredErrors(context, keepFirst, 0);
    const result = libxml2.xmlSchemaValidateDoc(context, pointerOf(document));
    if (result < 0) throw new Error("libxml2 could not validate");
    return result === 0 ? null : (first ?? "not valid");
  } finally {
    libxml2.xmlSchemaFreeValidCtxt(context);
  }
}
