/** The two pages that are made of a report, and of nothing else: the same report gives the same bytes. */
import { reportDocument } from "./document/report-document.ts";
import { renderHtml } from "./html/render-html.ts";
import { loadPdfkit } from "./pdf/paper.ts";
import { renderPdf } from "./pdf/render-pdf.ts";
import type { Report } from "./report.ts";

export interface ReportPage {
  readonly path: string;
  /** Drawn when the package is written, and not before: a long report's pages take seconds and memory. */
  readonly make: () => Promise<Buffer>;
}

/** Loads what draws them while others work, so that it is there when they are done. Who draws finds out where that fails. */
export function preparePages(): void {
  loadPdfkit().catch(() => undefined);
}

export function reportPages(report: Report): readonly ReportPage[] {
  return [
    { path: "report.html", make: async () => Buffer.from(renderHtml(reportDocument(report))) },
    { path: "report.pdf", make: () => renderPdf(reportDocument(report)) },
  ];
}
