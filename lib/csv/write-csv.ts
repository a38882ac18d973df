/** CSV as in RFC 4180, which no spreadsheet takes for more than text (OWASP: CSV injection). */

/** A cell that a spreadsheet takes for a formula begins with one of these, the full-width forms among them. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Its end, where a line must not end in the middle of a cell. */
export const LINE_END = "\r\n";

/** One look at most cells: they are neither. */
const PLAIN_CELL = '(?:[A-Za-z0-9][^",\\r\\n]*)?';
const PLAIN = new RegExp(`^${PLAIN_CELL}$`);

function cell(value: string): string {
  if (PLAIN.test(value)) return value;
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** By the number of cells, what a line of plain ones matches: a comma within a cell would be one too many. */
const plainLines: RegExp[] = [];
function plainLine(cells: number): RegExp {
  const own = plainLines[cells] ?? new RegExp(`^${PLAIN_CELL}(?:,${PLAIN_CELL}){${Math.max(0, cells - 1)}}$`);
  plainLines[cells] = own;
  return own;
}

/** One line, without its end. */
export function csvLine(cells: readonly string[]): string {
  const line = cells.join(",");
  return plainLine(cells.length).test(line) ? line : cells.map(cell).join(",");
}

/** A head and rows, as text. */
export function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map(csvLine).join(LINE_END);
}

/** What `csvLine` made harmless, as it was. */
export const unquoted = (value: string): string =>
  value.startsWith("'") && FORMULA.test(value.slice(1)) ? value.slice(1) : value;
