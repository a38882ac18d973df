/** What is measured: the engine alone, bundled as a function is, from a folder to a folder. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { folderReader } from "../../lib/evidence/folder-reader.ts";
import { folderWriter } from "../../lib/evidence/package/package-writers.ts";
import { packageReport } from "../../lib/evidence/report/package-report.ts";

const [archive = "", from = "", to = "", out = "", scratchIn = ""] = process.argv.slice(2);
const scratch = await mkdtemp(join(scratchIn, "report-"));
const { report } = await packageReport(
  {
    ...{ store: folderReader(archive), scratch, period: { from, to }, framework: "soc2", codeVersion: "bench" },
    basis: process.env.BASIS === "days" ? "days" : "events",
    ...{ sampleSize: 25, seed: null, names: null, people: null, accessLog: null },
    ...(process.env.THREADS ? { threads: Number(process.env.THREADS) } : {}),
  },
  { open: () => folderWriter(out), beside: [], generation: () => ({ at: new Date().toISOString(), by: "bench" }) },
);
await rm(scratch, { recursive: true });
process.exitCode = report.complete ? 0 : 1;
