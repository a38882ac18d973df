/** Builds a report and the package around it. The sealed evidence is copied along while its events are examined. */
import type { EvidenceReader } from "../evidence-store.ts";
import type { Evidence } from "../package/collect-evidence.ts";
import { describeFile, type PackagedFile } from "../package/manifest.ts";
import type { ClosingWriter } from "../package/package-writers.ts";
import {
  type Copied,
  copyEvidence,
  type ExtraFile,
  type PackageOptions,
  writePackage,
} from "../package/write-package.ts";
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

/** Objects of the period's seals: the report reads each, and holds it against its name. */
const examinedObjects = ({ basis }: ReportOrder, { seals }: Evidence): ReadonlySet<string> =>
  new Set(basis === "events" ? seals.flatMap(({ body }) => body.objects.map(({ key }) => key)) : []);

/**
 * What was copied, with the hashes that altered objects have, and not those that their names say. Each was read to be examined, to be
 * copied, and now: where that was not the same three times, the package does not verify.
 */
async function described(
  store: EvidenceReader,
  { files, missing }: Copied,
  altered: readonly string[],
): Promise<Copied> {
  const wanted = new Set(altered);
  const anew: PackagedFile[] = [];
  for (const file of files) {
    const content = wanted.has(file.path) ? await store.read(file.path) : null;
    anew.push(content ? describeFile(file.path, content) : file);
  }
  return { files: anew, missing };
}

/** @throws what `buildReport` throws; the system's error where the package is there already */
export async function packageReport(order: ReportOrder, given: PackageOrder): Promise<PackagedReport> {
  const { store } = order;
  const evidence = await evidenceFor(order);
  const [writer, stop] = [given.open(), new AbortController()];
  let isBuilt = false;
  const copied = copyEvidence(store, evidence.keys, writer, {
    signal: stop.signal,
    heldAgainstNames: examinedObjects(order, evidence),
    progress: (done, of) => isBuilt && given.progress?.(done, of),
  });
  // Looked at once the report is built, which may be later than it fails.
  copied.catch(() => undefined);
  try {
    const built = await buildReport({ ...order, evidence });
    isBuilt = true;
    const dated = { ...evidence, manifest: { ...evidence.manifest, generation: given.generation() } };
    const { missing, files } = await writePackage(store, dated, writer, {
      extra: [...given.beside, ...built.files],
      copied: await described(store, await copied, built.altered),
      ...(given.record ? { record: given.record } : {}),
    });
    await writer.close();
    return { ...built, missing, fileCount: files };
  } catch (error) {
    // Whatever failed, reading, copying or recording: half a package is none.
    stop.abort();
    await copied.catch(() => undefined);
    await writer.discard();
    throw error;
  }
}
