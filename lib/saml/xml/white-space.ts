/** White space as XML has it (xml §2.3), which is less than JavaScript's. */

const SPACE = " \t\n\r";

/**
 * Cuts XML white space at both ends, as pretty-printed messages have it. `trim` would cut no-break spaces and their like as well,
 * and turn a name that somebody chose to look like another's into that other's.
 */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.includes(text.charAt(start))) start += 1;
  while (end > start && SPACE.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
