/** What is measured: the engine alone, bundled as a function is, from a folder to a folder. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { folderReader } from "../../lib/evidence/folder-reader.ts";
import { folderWriter } from "../../lib/evidence/package/package-writers.ts";
import { writePackage } from "../../lib/evidence/package/write-package.ts";
import { buildReport } from "../../lib/evidence/report/build-report.ts";

const [archive = "", from = "", to = "", out = "", scratchIn = ""] = process.argv.slice(2);
const scratch = await mkdtemp(join(scratchIn, "report-"));
const store = folderReader(archive);
const { report, evidence, files } = await buildReport({
  ...{
    store,
    scratch,
    period: { from, to },
    framework: "soc2",
    basis: process.env.BASIS === "days" ? "days" : "events",
    codeVersion: "bench",
    sampleSize: 25,
    seed: null,
  },
  ...{
    names: null,
    people: null,
    accessLog: null,
    ...(process.env.THREADS ? { threads: Number(process.env.THREADS) } : {}),
  },
});
await writePackage(store, evidence, folderWriter(out), { extra: files });
await rm(scratch, { recursive: true });
process.exitCode = report.complete ? 0 : 1;
