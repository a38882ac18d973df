/** Text that somebody else chose, as it may stand on a page: nothing hidden in it, nothing that reorders it, and no longer than fits. */

/** Controls, formatting (direction marks, zero widths), private use, and halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** How a character that cannot be shown is named. */
export const nameOf = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

export const LONGEST_CELL = 600;
export const LONGEST_TEXT = 4000;

/** Ends in how much was left out, in characters, where it is longer than `maximum`. */
export function bounded(text: string, maximum: number): string {
  const characters = text.length > maximum ? [...text] : [];
  const left = characters.length - maximum;
  return left > 0 ? `${characters.slice(0, maximum).join("")}… (${left} more characters in report.json)` : text;
}

export function visible(text: string, maximum = LONGEST_CELL): string {
  return bounded(text.replaceAll(UNSEEN, nameOf), maximum);
}
