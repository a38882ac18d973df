/** Makes messages as large as a body may be. */
import { LIMITS, measure } from "../../lib/saml/xml/measure.ts";
import type { Junk } from "./junk.ts";

/** What read-form takes. */
export const BODY_BYTES = 256 * 1024;

/** Whether the form that carries this response is within it: base64, of which three letters are percent-encoded. */
function fits(xml: string): boolean {
  const base64 = Buffer.from(xml).toString("base64");
  const encoded = base64.length + 2 * (base64.match(/[+/=]/g)?.length ?? 0);
  return "SAMLResponse=".length + encoded <= BODY_BYTES;
}

const CAPS = Object.keys(LIMITS) as (keyof typeof LIMITS)[];

function isWithinCaps(xml: string): boolean {
  const measured = measure(xml);
  return measured !== null && typeof measured === "object" && CAPS.every((what) => measured[what] <= LIMITS[what]);
}

/** The largest count, at least 1, for which it holds; it holds for every smaller one. */
function largest(holds: (count: number) => boolean, most = 200_000): number {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A message around a filling, and the document that its filling is parsed in: its plaintext, where it is encrypted. */
export interface Frame {
  readonly message: (filling: string) => string;
  readonly document: (filling: string) => string;
}

/**
 * As much of the junk as the caps of inspection allow, and then text up to the size of a body: the most expensive message of
 * its kind that is parsed at all.
 */
export function withinCaps(junk: Junk, { message, document }: Frame): string {
  const fitsAs = (filling: string) => fits(message(filling));
  const count = largest((each) => isWithinCaps(document(junk(each))) && fitsAs(junk(each)));
  const text = largest((length) => fitsAs(junk(count) + "t".repeat(length)), BODY_BYTES);
  return message(junk(count) + "t".repeat(text));
}

/** As much of it as a body holds, whatever the caps say. */
export function filled(message: (count: number) => string, most?: number): string {
  return message(largest((count) => fits(message(count)), most));
}

/** As much of it as a body holds and the caps allow, in the document that inspection sees; at most `most`. */
export function filledWithinCaps(
  message: (count: number) => string,
  document: (count: number) => string,
  most: number,
): string {
  return message(largest((count) => fits(message(count)) && isWithinCaps(document(count)), most));
}
