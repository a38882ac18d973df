import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Chart } from "../../../../lib/evidence/report/document/block.ts";
import { drawChart, type Shape } from "../../../../lib/evidence/report/document/draw-chart.ts";
import { visible } from "../../../../lib/evidence/report/document/visible.ts";
import { number } from "../../../../lib/evidence/report/document/words.ts";
import { breakLines } from "../../../../lib/evidence/report/pdf/break-lines.ts";
import { withoutSpaces } from "./read-pdf.ts";

/** A sign is as wide as one. */
const measure = (text: string): number => [...text].length;

describe("lines", () => {
  test("have every sign of the text, and none is longer than there is room", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const lines = breakLines(text, width, measure);
        expect(withoutSpaces(lines.join(""))).toBe(withoutSpaces(text));
        expect(Math.max(...lines.map(measure))).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("break an ARN after one of its signs, and a hash where the line is full", () => {
    expect(breakLines("arn:aws:iam::123456789012:role/reader", 26, measure)).toEqual([
      "arn:aws:iam::123456789012:",
      "role/reader",
    ]);
    expect(breakLines("ab".repeat(8), 6, measure)).toEqual(["ababab", "ababab", "abab"]);
  });
});

describe("text that somebody chose", () => {
  test("hides nothing: controls, direction marks, zero widths, halves of a pair", () => {
    expect(visible("a\u0000b\u200bc\u2066d\ud800e\n")).toBe("a[U+0000]b[U+200B]c[U+2066]d[U+D800]e[U+000A]");
  });

  test("is as long as there is room for, and no sign is cut in two", () => {
    expect(visible("👩".repeat(5), 3)).toBe("👩👩👩… (2 more characters in report.json)");
    expect(visible("👩".repeat(3), 3)).toBe("👩👩👩");
  });
});

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1_234_567, "1,234,567"],
])("the number %i is written %s", (value, text) => expect(number(value)).toBe(text));

describe("a chart", () => {
  const chart = (form: Chart["form"], values: readonly number[]): Chart => ({
    ...{ id: "c", title: "t", description: "d", form },
    categories: values.map((_, index) => `2026-${index}`),
    series: [
      { label: "Logins", values },
      { label: "Refused attempts", values: values.map((value) => value * 2) },
    ],
  });
  const isInside = (shape: Shape, width: number, height: number): boolean => {
    if (shape.kind === "line") return shape.x2 <= width && shape.y1 >= 0 && Math.max(shape.y1, shape.y2) <= height;
    if (shape.kind === "words") return shape.x >= 0 && shape.x <= width && shape.y <= height;
    return shape.x >= 0 && shape.y >= 0 && shape.x + shape.width <= width + 0.1 && shape.y + shape.height <= height;
  };

  test.each([
    ["columns", "a year", Array.from({ length: 366 }, (_, index) => index * 997)],
    ["columns", "a day without anything", [0]],
    ["columns", "very many", [987_654_321]],
    ["bars", "a few", [5, 3, 0]],
    ["bars", "very many", [987_654_321, 1]],
  ] as const)("of %s keeps within its frame: %s", (form, _, values) => {
    const { width, height, shapes } = drawChart(chart(form, values));
    expect(shapes.filter((shape) => !isInside(shape, width, height))).toEqual([]);
  });

  test("draws what is twice as much twice as high", () => {
    const { shapes } = drawChart(chart("columns", [10]));
    const [dark, light] = shapes.filter((shape) => shape.kind === "rectangle" && shape.x > 100) as { height: number }[];
    expect((light?.height ?? 0) / (dark?.height ?? 1)).toBeCloseTo(2, 1);
  });
});
