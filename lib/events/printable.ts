/**
 * Text from a message made fit for a log line, an event or a terminal: printable ASCII, everything else as `\u{…}`, cut.
 * @param maximum length of the result in characters, the ellipsis included
 */
export function printable(value: string, maximum = 200): string {
  let result = "";
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    const next = code >= 0x20 && code < 0x7f && character !== "\\" ? character : `\\u{${code.toString(16)}}`;
    if (result.length + next.length > maximum - 1) return `${result}~`;
    result += next;
  }
  return result;
}

/** What `printable` escaped, given back; exact where it did not cut. */
export function unescaped(value: string): string {
  return value.replace(/\\u\{([0-9a-f]{1,6})\}/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}
