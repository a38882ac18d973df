import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import { STEP_NAMES } from "../../lib/events/vocabulary.ts";
import { RULES } from "../../lib/saml/inspection/rules.ts";
import { attackTables, BEGIN, END } from "../attacks/table.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const page = read("docs/validation.md");

/** The text under a heading of the second level. */
function section(title: string): string {
  return page.split(/^## /m).find((each) => each.startsWith(`${title}\n`)) ?? "";
}

/** The cells of one column, without the head. */
function column(text: string, index: number): string[] {
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(1).map((row) => row.split(" | ")[index]?.replace(/^\| | \|$/g, "") ?? "");
}

/** The titles of a test file, read from its syntax: `test("…")` and `test.each(…)("…")`. */
function titlesIn(path: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^test\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    node.forEachChild(visit);
  };
  visit(source);
  return titles;
}

describe("docs/validation.md", () => {
  test("has every step of the contract, in its order", () => {
    expect(column(section("Step by step"), 0)).toEqual(STEP_NAMES);
  });

  test("has every rule of inspection, in the order in which they are asked", () => {
    expect(column(section("Inspection"), 0)).toEqual(RULES.map(({ name }) => `\`${name}\``));
  });

  test("names only tests of blind spots that there are, and every one of them", () => {
    const titles = titlesIn("test/saml/readings/blind-spots.test.ts");
    const text = section("The two readings").replace(/\s+/g, " ");
    const named = column(section("The two readings"), 1).map((cell) => cell.replace(/ \([^)]*\)$/, ""));
    expect(named.filter((name) => !titles.includes(name))).toEqual([]);
    expect(titles.filter((title) => !named.includes(title) && !text.includes(`"${title}"`))).toEqual([]);
    expect(titlesIn("test/saml/readings/readings.test.ts")).toContain("verifies %s");
  });

  test("has every attack as it is (npx tsx test/attacks/write-table.ts writes them)", () => {
    const [, tables = ""] = page.split(new RegExp(`${BEGIN.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}|${END}`));
    expect(tables.trim()).toBe(attackTables());
  });

  test("names files that there are", () => {
    const files = [...page.matchAll(/`((?:lib|test)\/[\w./-]+)`/g)].map(([, file = ""]) => file);
    const missing = files.filter((file) => {
      return !ts.sys.fileExists(fileURLToPath(new URL(`../../${file}`, import.meta.url))) && !file.endsWith("/");
    });
    expect(files.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });
});
