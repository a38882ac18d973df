/** Builds a report over an archive in memory, and the package around it. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EvidenceReader } from "../../../../lib/evidence/evidence-store.ts";
import { writePackage } from "../../../../lib/evidence/package/write-package.ts";
import { type BuiltReport, buildReport, type ReportOrder } from "../../../../lib/evidence/report/build-report.ts";
import type { Exception, TestResult } from "../../../../lib/evidence/report/report.ts";
import { type Files, memoryWriter } from "../../../tamper/base.ts";
import { PERIOD } from "./a-month.ts";

export function build(store: EvidenceReader, order: Partial<ReportOrder> = {}): Promise<BuiltReport> {
  return buildReport({
    store,
    period: PERIOD,
    framework: "soc2",
    basis: "events",
    codeVersion: "0.1.0+test",
    sampleSize: 5,
    seed: null,
    names: null,
    people: null,
    accessLog: null,
    scratch: mkdtempSync(join(tmpdir(), "samltrail-report-")),
    ...order,
  });
}

/** @param at when it is made, which stands in the generation record and nowhere else */
export async function packageOf(
  store: EvidenceReader,
  built: BuiltReport,
  at = "2026-09-01T08:00:00.000Z",
): Promise<Files> {
  const files: Files = new Map();
  const evidence = { ...built.evidence, manifest: { ...built.evidence.manifest, generation: { at, by: "test" } } };
  const extra = [
    ...["VERIFY.md", "verify.mjs"].map((path) => ({
      path,
      content: readFileSync(new URL(`../../../../verifier/${path}`, import.meta.url)),
    })),
    ...built.files,
  ];
  await writePackage(store, evidence, memoryWriter(files), { extra });
  return files;
}

export function resultOf({ report }: BuiltReport, id: string): TestResult {
  const found = report.sections.flatMap(({ tests }) => tests).find((test) => test.id === id);
  if (!found) throw new Error(`there is no test ${id}`);
  return found;
}

/** State and words of each exception of a test. */
export const toldBy = (built: BuiltReport, id: string): readonly Pick<Exception, "state" | "what">[] =>
  resultOf(built, id).listed.map(({ state, what }) => ({ state, what }));
