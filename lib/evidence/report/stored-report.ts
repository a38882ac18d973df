/** A month's report as it stands in the evidence bucket: a zip, written once, and beside it the record that says which one counts. */
import { createHash } from "node:crypto";
import { ulid } from "ulid";
import * as z from "zod";
import { evidenceReportBuilt } from "../../events/evidence-report-built.ts";

import { type Hour, hoursLater } from "../hours.ts";
import type { BuiltReport } from "./build-report.ts";

export const storedReportModel = z.strictObject({
  kind: z.literal("stored-report"),
  version: z.literal(1),
  builtAt: z.iso.datetime({ precision: 3 }),
  data: evidenceReportBuilt.data,
});

export type StoredReport = z.infer<typeof storedReportModel>;

export interface Month {
  /** `2026-10`. */
  readonly name: string;
  readonly from: Hour;
  readonly to: Hour;
}

/** The last month that is over. */
export function monthBefore(now: Date): Month {
  const first = `${now.toISOString().slice(0, 7)}-01T00`;
  const to = hoursLater(first, -1);
  const name = to.slice(0, 7);
  return { name, from: `${name}-01T00`, to };
}

export const recordKey = (month: Month): string => `reports/soc2/${month.name}.json`;
export const announcedReportKey = (month: Month): string => `reports/soc2/${month.name}.announced`;
export const zipKey = (month: Month, sha256: string): string => `reports/soc2/${month.name}/${sha256}.zip`;

interface Zip {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly manifestHash: string;
}

export function storedReport({ report }: BuiltReport, zip: Zip, builtAt: Date): StoredReport {
  const { period, summary, unreadCount, complete, completeness } = report;
  return {
    kind: "stored-report",
    version: 1,
    builtAt: builtAt.toISOString(),

    data: {
      framework: report.framework,
      period: { from: period.from, to: period.to },
      package: zip,
      events: summary.events,
      complete,
      unread: unreadCount,
      // As version 1 of the event has meant them since before it told the two apart.
      tests: { ...summary.tests, passed: summary.tests.passed + summary.tests.nothingToExamine },
      exceptions: summary.exceptions,
      lastSealHash: completeness.seals.last,
      codeVersion: completeness.codeVersion,
    },
  };
}

/** A ULID of the instant at which it was built, whose random part is drawn from the package. */
function ulidOf({ builtAt, data }: StoredReport, purpose: string): string {
  const random = createHash("sha256").update(`${purpose} ${data.package.sha256}`).digest();
  let position = 0;
  return ulid(Date.parse(builtAt), () => {
    position += 1;
    return (random[position] ?? 0) / 256;
  });
}

/** Made of the record alone: sent again after a crash, it is the same event. */
export function reportEvent(record: StoredReport, environment: string): z.infer<typeof evidenceReportBuilt.detail> {
  const attemptId = ulidOf(record, "attempt");
  return evidenceReportBuilt.detail.parse({
    metadata: {
      id: ulidOf(record, "event"),
      type: evidenceReportBuilt.name,
      version: evidenceReportBuilt.version,
      occurredAt: record.builtAt,
      correlationId: attemptId,
      attemptId,
      environment,
      producer: { id: ulidOf(record, "producer"), sequence: 1 },
    },
    data: record.data,
  });
}
