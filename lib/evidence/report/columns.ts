/** The cells of a population's CSV. They are read from any event, however odd: what is not there is an empty cell. */
import { csvLine, LINE_END } from "../../csv/write-csv.ts";
import { POPULATIONS, type PopulationName } from "./populations.ts";
import type { SeenEvent } from "./sealed-events.ts";

/** In front of every population's own columns. */
const COMMON = ["event_id", "occurred_at", "type", "sealed_in", "leaf", "correlation_id", "environment"] as const;

/** Behind them: whom `subject` stands for, where names are joined. */
const PERSON = "person";

type Fields = Readonly<Record<string, unknown>>;

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

type Reader = (value: unknown) => string;

/** Reads what stands at a path. Made once for each column: every event of a period is read by it. */
function readerOf([step, ...rest]: readonly string[]): Reader {
  if (step === undefined) return text;
  if (step !== "*" && rest.length === 0) {
    return (value) => (typeof value === "object" && value !== null ? text((value as Fields)[step]) : "");
  }
  const read = readerOf(rest);
  if (step === "*") return (value) => (Array.isArray(value) ? value.map(read).join(" ") : "");
  return (value) => (typeof value === "object" && value !== null ? read((value as Fields)[step]) : "");
}

export interface RowWriter {
  /** With its end. */
  readonly head: string;
  /**
   * Without its end, which is `LINE_END`.
   * @param person the name that the event's subject stands for, or nothing
   */
  row(sealed: SeenEvent, person: string): string;
}

export function rowWriter(population: PopulationName): RowWriter {
  const columns = Object.entries(POPULATIONS[population].columns);
  const readers = columns.map(([, path]) => readerOf(path.split(".")));
  const head = csvLine([...COMMON, ...columns.map(([name]) => name), PERSON]) + LINE_END;
  return {
    head,
    row({ event: { metadata, data }, hour, leaf }, person) {
      const { id, occurredAt, type, correlationId, environment } = metadata;
      const cells = [text(id), text(occurredAt), text(type), hour, leaf, text(correlationId), text(environment)];
      for (const read of readers) cells.push(read(data));
      cells.push(person);
      return csvLine(cells);
    },
  };
}
