/**
 * `npm run bench:report`: how long a report over 1,000,000 archived events takes, from the files of a sealed archive on disk to the
 * finished package, and how much memory; beside it `jq` and DuckDB, which only count the same files by type, reason and provider.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Hour, hoursLater } from "../../lib/evidence/hours.ts";
import type { Report } from "../../lib/evidence/report/report.ts";
import { makeArchive } from "./make-archive.ts";
import { buildEngine, say, timed } from "./timed.ts";

const EVENTS = Number(process.env.EVENTS ?? 1_000_000);
const HOURS = 30 * 24;
/** What V8 may keep of old objects, and of new ones in the thread that builds the report, so that it cleans up instead of growing. */
const [HEAP_MEGABYTES, SEMI_SPACE_MEGABYTES] = [128, 2];
const FIRST: Hour = "2026-08-01T00";
const RUNS = Number(process.env.RUNS ?? 3);

/**
 * Gives back the memory in which the system keeps the last run's package, as a machine has it that did not just write gigabytes: to get
 * more of it from a host takes up to ten seconds of the system's time. Files that are removed instead make ext4 search for their inodes.
 */
function empty(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) truncateSync(join(entry.parentPath, entry.name));
  }
}

const scratch = mkdtempSync(join(process.env.SCRATCH ?? tmpdir(), "samltrail-bench-"));
try {
  const archive = process.env.ARCHIVE ?? join(scratch, "bucket");
  console.log(`${process.version}, ${availableParallelism()} of ${cpus()[0]?.model}`);
  if (!process.env.ARCHIVE || process.env.MAKE) {
    const bytes = await makeArchive(archive, { first: FIRST, hours: HOURS, events: EVENTS });
    console.log(`${EVENTS} events in ${HOURS} sealed hours, ${(bytes / 1e6).toFixed(0)} MB`);
  }
  const program = await buildEngine(scratch);
  for (let run = 1; run <= RUNS; run += 1) {
    const out = join(scratch, `package-${run}`);
    if (run > 1) empty(join(scratch, `package-${run - 1}`));
    const args = [
      `--max-old-space-size=${HEAP_MEGABYTES}`,
      `--max-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
      program,
      archive,
      FIRST,
      hoursLater(FIRST, HOURS - 1),
      out,
      scratch,
    ];
    say("samltrail report", timed(scratch, {}, process.execPath, ...args), "GNU time is missing");
  }
  const report = JSON.parse(readFileSync(join(scratch, `package-${RUNS}`, "report.json"), "utf8")) as Report;
  const { logins, failures, grants } = report.summary;
  console.log(`counted ${logins} logins, ${failures} failures, ${grants} grants; complete: ${report.complete}`);
  const count = "find $0/events -name '*.jsonl' -print0 | sort -z | xargs -0 cat";
  const jq = '[.metadata.type, .data.reason // "", .data.identityProvider.id // ""] | @tsv';
  const byJq = timed(scratch, {}, "bash", "-c", `${count} | jq -r '${jq}' | sort | uniq -c`, archive);
  say("jq | sort | uniq -c", byJq, "jq is missing");
  const query = `SELECT metadata->>'type', data->>'reason', data->'identityProvider'->>'id', count(*) FROM
    read_json('${archive}/events/**/*.jsonl', format='newline_delimited', columns={metadata: 'JSON', data: 'JSON'}) GROUP BY ALL`;
  const python = process.env.DUCKDB_PYTHON ?? "python3";
  const counting = `import duckdb; print(duckdb.sql("""${query}""").fetchall())`;
  const there = spawnSync(python, ["-c", "import duckdb"]).status === 0;
  say(
    "DuckDB",
    there ? timed(scratch, {}, python, "-c", counting) : null,
    `${python} has no duckdb: pip install duckdb, DUCKDB_PYTHON=<python>`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
