/** Builds a month's package on the function's own disk and stores it, named by its content. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EvidenceReader } from "../../lib/evidence/evidence-store.ts";
import { zipWriter } from "../../lib/evidence/package/package-writers.ts";
import { putFileOnce } from "../../lib/evidence/put-file-once.ts";
import type { ReportOrder } from "../../lib/evidence/report/build-report.ts";
import { packageReport } from "../../lib/evidence/report/package-report.ts";
import { type Month, type StoredReport, storedReport, zipKey } from "../../lib/evidence/report/stored-report.ts";
import { s3 } from "../shared/clients/s3.ts";

interface Order {
  readonly store: EvidenceReader;
  readonly bucket: string;
  readonly month: Month;
  readonly codeVersion: string;
}

/** Beside the bundle, which is the function's working directory. */
const VERIFIER = "verifier";
const SAMPLE = 25;

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** Names are left out: the package is locked for years, and who is erased must not stay in it. */
export async function buildZip({ store, bucket, month, codeVersion }: Order): Promise<StoredReport> {
  const scratch = await mkdtemp(join(tmpdir(), "samltrail-report-"));
  try {
    const { from, to } = month;
    const order: ReportOrder = {
      ...{ store, scratch, codeVersion, period: { from, to }, framework: "soc2", basis: "events" },
      ...{ sampleSize: SAMPLE, seed: null, names: null, people: null, accessLog: null },
    };
    const file = join(scratch, "package.zip");
    const verifier = ["VERIFY.md", "verify.mjs"].map(async (path) => ({
      path,
      content: await readFile(join(VERIFIER, path)),
    }));
    let [builtAt, manifestHash] = [new Date(), ""];
    const built = await packageReport(order, {
      open: () => zipWriter(file),
      beside: await Promise.all(verifier),
      generation() {
        builtAt = new Date();
        return { at: builtAt.toISOString(), by: "build-evidence-report" };
      },
      record: async (sha256) => {
        manifestHash = sha256;
      },
    });
    const [sha256, { size: bytes }] = [await sha256OfFile(file), await stat(file)];
    const key = zipKey(month, sha256);
    await putFileOnce(s3(), bucket, key, { file, bytes, sha256 }, "application/zip");
    return storedReport(built, { key, sha256, bytes, manifestHash }, builtAt);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
