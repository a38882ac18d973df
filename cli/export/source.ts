/** What a package is made from, as the command line names it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { ROOT } from "../../infra/code-version.ts";
import type { EvidenceReader } from "../../lib/evidence/evidence-store.ts";
import { folderReader } from "../../lib/evidence/folder-reader.ts";
import { type Hour, isHour } from "../../lib/evidence/hours.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { UsageError } from "../command.ts";

const VERIFIER = join(ROOT, "verifier/");

/** Files that go into every package. */
export const VERIFIER_FILES = ["VERIFY.md", "verify.mjs"].map((path) => ({
  path,
  content: readFileSync(`${VERIFIER}${path}`),
}));

/** @throws UsageError where it is neither a day nor an hour */
export function readHour(option: string, given: string | undefined, hourOfDay: string): Hour {
  const hour = /^\d{4}-\d{2}-\d{2}$/.test(given ?? "") ? `${given}T${hourOfDay}` : (given ?? "");
  if (isHour(hour)) return hour;
  throw new UsageError(`--${option}: expected a day or an hour, such as 2026-08-03 or 2026-08-03T12`);
}

/** @throws UsageError unless exactly one is named */
export function openSource(bucket: string | undefined, folder: string | undefined): EvidenceReader {
  if ((bucket === undefined) === (folder === undefined)) throw new UsageError("expected either --bucket or --folder");
  return folder === undefined ? s3EvidenceStore(new S3Client({}), bucket ?? "") : folderReader(folder);
}
