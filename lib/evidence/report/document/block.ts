/** What a page of a report is made of, whatever it is printed as: `report.html` and `report.pdf` show the same blocks. */

/** How a thing is set off; always said in words, too. */
export type Tone = "plain" | "good" | "bad" | "note";

export type Cell = string | { readonly text: string; readonly tone?: Tone; readonly to?: string };

export interface Column {
  readonly label: string;
  /** Share of the width. */
  readonly share: number;
  readonly isNumber?: boolean;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell is the row's heading. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Series {
  readonly label: string;
  readonly values: readonly number[];
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What it shows, for who does not see it. */
  readonly description: string;
  /** Columns stand side by side in order of time; bars lie below each other, the longest first. */
  readonly form: "columns" | "bars";
  readonly categories: readonly string[];
  /** One or two: dark, and light with an outline, so that they are told apart in grey. */
  readonly series: readonly Series[];
}

export type Block =
  | {
      readonly kind: "heading";
      readonly level: 2 | 3;
      readonly text: string;
      readonly id: string;
      readonly onNewPage?: boolean;
    }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "verdict"; readonly tone: Tone; readonly title: string; readonly text: string }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [string, Cell])[] }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "chart"; readonly chart: Chart }
  | { readonly kind: "commands"; readonly lines: readonly string[] };

export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  /** When the last thing that it speaks of happened: the date that a file may bear. */
  readonly date: string;
  readonly blocks: readonly Block[];
}
