import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Block, Cell } from "../../../../lib/evidence/report/document/block.ts";
import { reportDocument } from "../../../../lib/evidence/report/document/report-document.ts";
import { visible } from "../../../../lib/evidence/report/document/visible.ts";
import type { Report } from "../../../../lib/evidence/report/report.ts";
import { reportPages } from "../../../../lib/evidence/report/report-pages.ts";
import { ATTACK, aReport, FOREIGN, hostile } from "./a-report.ts";
import { type ReadPdf, readPdf, withoutSpaces } from "./read-pdf.ts";

const UNREAD = 30;
let report: Report;
let html: string;
let pdf: Buffer;
let read: ReadPdf;

async function pages(of: Report): Promise<readonly [string, Buffer]> {
  const [page, document] = await Promise.all(reportPages(of).map(({ make }) => make()));
  return [page?.toString("utf8") ?? "", document ?? Buffer.alloc(0)];
}

/** What a browser shows of markup, without spaces. */
const shown = (markup: string): string =>
  withoutSpaces(
    markup
      .replaceAll(/<style>[\s\S]*?<\/style>|<[^>]*>/g, " ")
      .replaceAll(
        /&(lt|gt|quot|#39|amp);/g,
        (_, name: string) => ({ lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" })[name] ?? "",
      ),
  );

const textOf = (cell: Cell): string => (typeof cell === "string" ? cell : cell.text);

/** Every text of a block. */
function textsOf(block: Block): readonly string[] {
  if (block.kind === "heading" || block.kind === "text") return [block.text];
  if (block.kind === "verdict") return [block.title, block.text];
  if (block.kind === "facts") return block.facts.flatMap(([label, cell]) => [label, textOf(cell)]);
  if (block.kind === "commands") return block.lines;
  if (block.kind === "chart") return [block.chart.description, ...block.chart.series.map(({ label }) => label)];
  const { caption, columns, rows } = block.table;
  return [caption, ...columns.map(({ label }) => label), ...rows.flatMap((row) => row.map(textOf))];
}

/** The sheets one after another, without the line at the foot of each. */
const wholeText = ({ sheets }: ReadPdf, title: string): string =>
  sheets
    .map((sheet, index) => sheet.slice(0, -withoutSpaces(`${title}${index + 1}of${sheets.length}`).length))
    .join("");

beforeAll(async () => {
  report = hostile(await aReport(), UNREAD);
  [html, pdf] = await pages(report);
  read = readPdf(pdf);
});

describe("both pages", () => {
  test("are the same bytes, made again of the same report", async () => {
    const [again, document] = await pages(structuredClone(report));
    expect(again).toBe(html);
    expect(document.equals(pdf)).toBe(true);
  });

  test("say first that a report is not complete, and what could not be read", () => {
    const [first = "", second = ""] = [read.sheets[0], html.slice(0, html.indexOf("<h2"))];
    for (const page of [first, shown(second)]) {
      expect(page).toContain("ThisreportisNOTcomplete");
      expect(page).toContain(`${UNREAD}thingscouldnotberead`);
      expect(page).toContain("events/2026/08/03/12/lost-4.jsonl");
      expect(page).toContain("CC8.1");
    }
  });

  test("have every thing that could not be read, and every exception that the report lists", () => {
    const [text, markup] = [wholeText(read, report.title), shown(html)];
    const exceptions = report.sections.flatMap(({ tests }) => tests.flatMap(({ listed }) => listed));
    expect(exceptions.length).toBeGreaterThan(50);
    const wanted = [
      ...report.unread.flatMap(({ where, what }) => [where, what]),
      ...exceptions.flatMap(({ id, state, what, eventId }) => [`${id}${state}${what}`, eventId ?? ""]),
      ...report.notCovered.map(({ what }) => what),
    ].map((each) => withoutSpaces(visible(each)));
    expect(wanted.filter((each) => !text.includes(each))).toEqual([]);
    expect(wanted.filter((each) => !markup.includes(each))).toEqual([]);
  });

  test("have every word of every block", () => {
    const [text, markup] = [wholeText(read, report.title), shown(html)];
    const { title, subtitle, blocks } = reportDocument(report);
    const texts = [title, subtitle, ...blocks.flatMap(textsOf)].map((each) =>
      withoutSpaces(visible(each, each.length > 699 ? 600 : 4000)),
    );
    expect(texts.filter((each) => !markup.includes(each))).toEqual([]);
    const known = texts.filter((each) => !each.includes(FOREIGN.unknown));
    expect(known.filter((each) => !text.includes(each))).toEqual([]);
  });

  test("name what would reorder a line, and show names in their own script", () => {
    const [text, markup] = [wholeText(read, report.title), shown(html)];
    for (const page of [text, markup]) {
      expect(page).toContain("photo[U+202E]gpj.exe");
      expect(page).not.toContain("\u202e");
      expect(page).toContain(withoutSpaces(FOREIGN.known));
    }
    expect(markup).toContain(FOREIGN.unknown);
    expect(text).toContain("[U+738B][U+5C0F][U+660E]");
  });

  test("say how much of a text they leave out", () => {
    for (const page of [wholeText(read, report.title), shown(html)])
      expect(page).toContain("…(100morecharactersinreport.json)");
  });
});

describe("report.html", () => {
  test("takes what somebody chose for text", () => {
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    expect(html).not.toContain(ATTACK);
    expect(html).not.toMatch(/<script/i);
  });

  test("keeps a day and its hour on one line", () => {
    const [, title = ""] = /<h1>(.*?)<\/h1>/.exec(html) ?? [];
    expect(title.match(/<span class="instant">[^<]*<\/span>/g)).toHaveLength(2);
    expect(title.replaceAll(/<span class="instant">[^<]*<\/span>/g, "")).not.toContain("-");
  });

  test("runs nothing and fetches nothing, and says so to the browser", () => {
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`);
    const tags = html.match(/<[a-z][^>]*>/g) ?? [];
    expect(
      tags.filter((tag) => /^<(script|link|img|iframe|object|embed|form|base)\b|\s(src|on[a-z]+)=/.test(tag)),
    ).toEqual([]);
    expect(tags.filter((tag) => /\shref="(?!#)/.test(tag))).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
  });

  test("can be found one's way in: language, headings in order, scopes, names of charts, links that lead somewhere", () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
    expect((html.match(/<th\b[^>]*>/g) ?? []).filter((tag) => !/scope="(col|row)"/.test(tag))).toEqual([]);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...html.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].flatMap(([, names = ""]) =>
      names.split(" "),
    );
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
    expect(html.match(/<svg[^>]*>/g)).toHaveLength(5);
  });
});

describe("report.pdf", () => {
  test("numbers its sheets, and each bears the title", () => {
    for (const [index, sheet] of read.sheets.entries()) {
      expect(sheet.endsWith(withoutSpaces(`${report.title}${index + 1} of ${read.sheets.length}`))).toBe(true);
    }
    expect(read.sheets.length).toBeGreaterThan(15);
  });

  test("has an outline with every section and every test", () => {
    const sections = report.sections.map(({ criterion, title }) => `${criterion}: ${title}`);
    const tests = report.sections.flatMap((section) => section.tests.map(({ id }) => `Test ${id}`));
    expect(read.outline).toEqual(
      expect.arrayContaining([...sections, ...tests, "What could not be read", "Populations"]),
    );
  });

  test("is tagged, and says its language, its title and the date of what it speaks of", () => {
    for (const tag of ["Document", "H1", "H2", "H3", "P", "Table", "TR", "TH", "TD", "Caption", "Figure"]) {
      expect(read.tags).toContain(tag);
    }
    const source = pdf.toString("latin1");
    const said = [/\/Lang \(en\)/, /\/Marked true/, /\/DisplayDocTitle true/, /^\(D:20260804191500Z\)$/m];
    expect(said.filter((each) => !each.test(source))).toEqual([]);
    expect(source.split("\n")).toContain(`(${report.title})`);
    expect(/\/(JavaScript|JS|AA|OpenAction|URI|Launch)\b/.exec(source)).toBeNull();
  });

  test("says the heads of a table again on each sheet", () => {
    const heads = "PopulationTypeOccurred(UTC)SealedinLeafProof";
    const sampled = read.sheets.filter((sheet) =>
      /[0-9A-HJKMNP-TV-Z]{26}(logins|failures|grants)Login|RolesMapped/.test(sheet),
    );
    expect(sampled.length).toBeGreaterThan(0);
    const exceptions = read.sheets.filter((sheet) => /read-twice#\d/.test(sheet));
    expect(exceptions.length).toBeGreaterThan(1);
    for (const sheet of exceptions) expect(sheet).toContain("ExceptionStateWhat,andwhyitisinthatstateHour(UTC)Event");
    expect(read.sheets.join("")).toContain(heads);
  });

  const hasPoppler = spawnSync("pdftotext", ["-v"]).error === undefined;
  (hasPoppler ? test : test.skip)("is read alike by poppler (skipped where there is no pdftotext)", () => {
    const folder = mkdtempSync(join(tmpdir(), "samltrail-pdf-"));
    writeFileSync(join(folder, "report.pdf"), pdf);
    const text = execFileSync("pdftotext", ["-raw", join(folder, "report.pdf"), "-"], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    const sheets = text.split("\f").map(withoutSpaces);
    expect(sheets).toHaveLength(read.sheets.length + 1);
    expect(sheets[0]).toContain("ThisreportisNOTcomplete");
    for (const { where } of report.unread) expect(sheets.join("")).toContain(where);
  });
});
