import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { reportPages } from "../../../lib/evidence/report/report-pages.ts";
import { aReport, hostile } from "../../evidence/report/pages/a-report.ts";
import { expectAccessible } from "../axe.ts";
import type { Check } from "../check.ts";

/** Opens report.html as an auditor does who unpacked the zip, with what somebody chose in it. */
async function openReport(page: Page, work: (requests: readonly string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "samltrail-report-page-"));
  try {
    for (const { path, make } of reportPages(hostile(await aReport(), 30))) {
      await writeFile(join(folder, path), await make());
    }
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    await work(requests);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export const reportPage: readonly Check[] = [
  {
    name: "a report opens from disk, fetches nothing, and axe finds no fault on it, narrow or wide",
    run: ({ visit }) =>
      visit((page) =>
        openReport(page, async (requests) => {
          await page.getByText("This report is NOT complete").waitFor();
          for (const width of [1280, 400]) {
            await page.setViewportSize({ width, height: 800 });
            await expectAccessible(page, `report.html, ${width} wide`);
            const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
            assert.ok(Number(overflow) <= 0, `report.html is ${overflow} wider than ${width}`);
          }
          assert.deepEqual(requests, [page.url()]);
        }),
      ),
  },
  {
    name: "a report is printed on A4, whole, with its first page first",
    run: ({ visit }) =>
      visit((page) =>
        openReport(page, async () => {
          const printed = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
          assert.match(printed, /\/MediaBox \[\s*0 0 59[45]\.\d+ 84[12]\.\d+\s*\]/);
          assert.ok((printed.match(/\/Type \/Page\b/g) ?? []).length > 15);
        }),
      ),
  },
];
