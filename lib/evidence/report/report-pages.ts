/** The two pages that are made of a report, and of nothing else: the same report gives the same bytes. */
import { reportDocument } from "./document/report-document.ts";
import { renderHtml } from "./html/render-html.ts";
import { renderPdf } from "./pdf/render-pdf.ts";
import type { Report } from "./report.ts";

export interface ReportPage {
  readonly path: string;
  /** Drawn when the package is written, and not before: a long report's pages take seconds and memory. */
  readonly make: () => Promise<Buffer>;
}

export function reportPages(report: Report): readonly ReportPage[] {
  return [
    { path: "report.html", make: async () => Buffer.from(renderHtml(reportDocument(report))) },
    { path: "report.pdf", make: () => renderPdf(reportDocument(report)) },
  ];
}
