/** The two pages that are made of a report, and of nothing else: the same report gives the same bytes. */
import { reportDocument } from "./document/report-document.ts";
import { renderHtml } from "./html/render-html.ts";
import { renderPdf } from "./pdf/render-pdf.ts";
import type { Report } from "./report.ts";

export async function reportPages(
  report: Report,
): Promise<readonly { readonly path: string; readonly content: Buffer }[]> {
  const document = reportDocument(report);
  return [
    { path: "report.html", content: Buffer.from(renderHtml(document)) },
    { path: "report.pdf", content: await renderPdf(document) },
  ];
}
