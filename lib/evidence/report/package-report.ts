/** Builds a report and the package around it. The sealed evidence is copied along while its events are examined. */
import type { ClosingWriter } from "../package/package-writers.ts";
import { copyEvidence, type ExtraFile, type PackageOptions, writePackage } from "../package/write-package.ts";
import { type BuiltReport, buildReport, evidenceFor, type ReportOrder } from "./build-report.ts";

export interface PackageOrder {
  /** Called once there is evidence to write: what cannot be reported on leaves nothing behind. */
  readonly open: () => ClosingWriter;
  /** Files beside the evidence and the report. */
  readonly beside: readonly ExtraFile[];
  /** Who makes it, and when: called once it is built. The package's only part that differs from one to the next. */
  readonly generation: () => { readonly at: string; readonly by: string };
  /** Of files, told once the report is built: before, its own progress is. */
  readonly progress?: PackageOptions["progress"];
  readonly record?: PackageOptions["record"];
}

export interface PackagedReport extends BuiltReport {
  /** Keys of evidence that is not in the archive any more. */
  readonly missing: readonly string[];
  /** In the package. */
  readonly fileCount: number;
}

/** @throws what `buildReport` throws; the system's error where the package is there already */
export async function packageReport(order: ReportOrder, given: PackageOrder): Promise<PackagedReport> {
  const { store } = order;
  const evidence = await evidenceFor(order);
  const [writer, stop] = [given.open(), new AbortController()];
  let isBuilt = false;
  const copied = copyEvidence(store, evidence.keys, writer, {
    signal: stop.signal,
    progress: (done, of) => isBuilt && given.progress?.(done, of),
  });
  // Looked at once the report is built, which may be later than it fails.
  copied.catch(() => undefined);
  const built = await buildReport({ ...order, evidence }).catch(async (error: unknown) => {
    stop.abort();
    await copied.catch(() => undefined);
    await writer.discard();
    throw error;
  });
  isBuilt = true;
  const dated = { ...evidence, manifest: { ...evidence.manifest, generation: given.generation() } };
  const { missing, files } = await writePackage(store, dated, writer, {
    extra: [...given.beside, ...built.files],
    copied: await copied,
    ...(given.record ? { record: given.record } : {}),
  });
  await writer.close();
  return { ...built, missing, fileCount: files };
}
