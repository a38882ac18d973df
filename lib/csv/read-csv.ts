/** Reads CSV (RFC 4180) as spreadsheets write it: quoted cells, either line end, semicolons, a byte order mark in front. */

/** The text is no CSV. */
export class UnreadableCsv extends Error {
  override readonly name = "UnreadableCsv";
}

export interface CsvRow {
  /** Of the file, from 1, where the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Beyond this a file was not written by hand. */
const MAXIMUM_CHARACTERS = 64 * 1024 * 1024;

/** Spreadsheets of some languages separate by semicolons: what the first line has more of outside quotes is taken. */
function separatorOf(text: string): string {
  const first = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replaceAll(/"[^"]*"/g, "");
  return first.split(";").length > first.split(",").length ? ";" : ",";
}

/** @throws UnreadableCsv where a quote is not closed, or stands where none can; empty lines are passed over */
export function readCsv(given: string): readonly CsvRow[] {
  if (given.length > MAXIMUM_CHARACTERS) throw new UnreadableCsv("it is larger than any list that people fill in");
  const text = given.startsWith("\u{feff}") ? given.slice(1) : given;
  const separator = separatorOf(text);
  let [position, line] = [0, 1];

  function quoted(): string {
    const opened = line;
    let value = "";
    for (position += 1; ; position += 1) {
      const end = text.indexOf('"', position);
      if (end < 0) throw new UnreadableCsv(`line ${opened}: a quote is opened and never closed`);
      const part = text.slice(position, end);
      line += part.split("\n").length - 1;
      value += part;
      position = end + 1;
      if (text[position] !== '"') return value;
      value += '"';
    }
  }

  function plain(): string {
    const start = position;
    while (position < text.length && ![separator, "\r", "\n"].includes(text[position] ?? "")) position += 1;
    return text.slice(start, position);
  }

  const rows: CsvRow[] = [];
  while (position < text.length) {
    const start = line;
    const cells = [text[position] === '"' ? quoted() : plain()];
    while (text[position] === separator) {
      position += 1;
      cells.push(text[position] === '"' ? quoted() : plain());
    }
    if (position < text.length && !/[\r\n]/.test(text[position] ?? "")) {
      throw new UnreadableCsv(`line ${line}: something follows a closing quote`);
    }
    if (text[position] === "\r") position += 1;
    if (text[position] === "\n") position += 1;
    line += 1;
    if (cells.some((cell) => cell !== "")) rows.push({ line: start, cells });
  }
  return rows;
}
