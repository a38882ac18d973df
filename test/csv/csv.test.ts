import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readCsv, UnreadableCsv } from "../../lib/csv/read-csv.ts";
import { csv, csvLine, unquoted } from "../../lib/csv/write-csv.ts";

describe("a cell that a spreadsheet would take for a formula", () => {
  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"])(
    "%j stays text",
    (value) => {
      expect(csvLine([value]).replace(/^"/, "")).toMatch(/^'/);
      expect(unquoted(readCsv(`h\r\n${csvLine([value])}`)[1]?.cells[0] ?? "")).toBe(value);
    },
  );
});

test("whatever is written comes back as it was", () => {
  const cell = fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replaceAll("\u{feff}", ""));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 6 }), (rows) => {
      const read = readCsv(csv(["a", "b", "c"], rows));
      const kept = rows.filter((row) => row.some((each) => each !== ""));
      expect(read.slice(1).map(({ cells }) => cells.map(unquoted))).toEqual(kept.map((row) => row.map(unquoted)));
    }),
    { numRuns: 200 },
  );
});

describe("a list as a spreadsheet saves it", () => {
  test("has semicolons, a byte order mark and either line end", () => {
    const rows = readCsv('\u{feff}person;left\n"a;b";2026-08-01\r\n\nc;\n');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ["person", "left"],
      ["a;b", "2026-08-01"],
      ["c", ""],
    ]);
  });

  test("tells the line of each row, also behind cells of several lines", () => {
    expect(readCsv('a,b\n"1\n2",x\ny,z\n').map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  test.each([
    ["an open quote", 'a\n"never closed', /line 2: a quote is opened/],
    ["something behind a quote", 'a\n"b"c', /line 2: something follows/],
  ])("with %s is refused, with the line", (_, text, words) => {
    expect(() => readCsv(text)).toThrow(UnreadableCsv);
    expect(() => readCsv(text)).toThrow(words);
  });
});
