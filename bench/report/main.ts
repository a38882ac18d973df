/**
 * `npm run bench:report`: how long a report over 1,000,000 archived events takes, from the files of a sealed archive on disk to the
 * finished package, and how much memory; beside it `jq` and DuckDB, which only count the same files by type, reason and provider.
 */
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { archiveLine } from "../../lib/archive/archive-line.ts";
import { archiveObject } from "../../lib/archive/archive-object.ts";
import type { TrailEvent } from "../../lib/events/catalogue.ts";
import { type Hour, hoursBetween, hoursLater, startOf } from "../../lib/evidence/hours.ts";
import { REQUIRED } from "../../lib/evidence/report/criteria/cc6-1.ts";
import type { Report } from "../../lib/evidence/report/report.ts";
import { aKey, keysOf, sealUpTo } from "../../test/evidence/helpers/archive.ts";
import { folderStore } from "../../test/evidence/report/helpers/folder-store.ts";
import { aHeartbeat, aLoginFailed, aLoginSucceeded, aRolesMapped } from "../../test/helpers/events.ts";
import { buildEngine, say, timed } from "./timed.ts";

const EVENTS = Number(process.env.EVENTS ?? 1_000_000);
const [BATCH, HOURS, PERSONS] = [500, 30 * 24, 5_000];
/** What V8 may keep of old objects, and of new ones, so that it cleans up instead of growing: Node 24 grows further by itself than Node 20. */
const [HEAP_MEGABYTES, SEMI_SPACE_MEGABYTES] = [128, 4];
const FIRST: Hour = "2026-08-01T00";
const RUNS = Number(process.env.RUNS ?? 3);

const subjectOf = (number: number) => `subject:k1:${String(number % PERSONS).padStart(43, "0")}`;
/** A login and its roles, and a failure: a third of the events each. */
function eventOf(number: number, at: Date): TrailEvent {
  const event = dataOf(number, at);
  // A login and its roles come out of one attempt, a failure out of another.
  const attemptId = String(number % 3 === 2 ? number : number - (number % 3)).padStart(26, "1");
  return { ...event, metadata: { ...event.metadata, attemptId, correlationId: attemptId } } as TrailEvent;
}

function dataOf(number: number, at: Date): TrailEvent {
  const client = {
    ip: `address:k1:${String(number % 997).padStart(43, "0")}`,
    userAgent: null,
    requestId: `r-${number}`,
  };
  const login = Math.floor(number / 3);
  const sessionId = String(login).padStart(26, "0");
  if (number % 3 === 2) return aLoginFailed({ client, reason: number % 2 === 0 ? "expired" : "audience" }, at);
  const subject = subjectOf(login);
  if (number % 3 === 1) return aRolesMapped({ subject, sessionId }, at);
  const assertion = { ...TEMPLATE, idHash: hash("sha256", String(login)) };
  const passed = REQUIRED.map((name) => ({ name, ms: 0.5 }));
  const session = { id: sessionId, expiresAt: new Date(at.getTime() + 3_600_000).toISOString() };
  return aLoginSucceeded({ subject, client, assertion, steps: passed, session }, at);
}
const TEMPLATE = aLoginSucceeded().data.assertion;

async function makeArchive(folder: string): Promise<number> {
  const store = folderStore(folder);
  const hours = hoursBetween(FIRST, hoursLater(FIRST, HOURS - 1));
  let [made, bytes] = [0, 0];
  for (const [index, hour] of hours.entries()) {
    const until = Math.round((EVENTS * (index + 1)) / HOURS);
    while (made < until) {
      const size = Math.min(BATCH, until - made);
      const at = (number: number) => new Date(startOf(hour).getTime() + (number % 3_599) * 1000);
      const lines = Array.from({ length: size }, (_, each) => {
        const number = made + each;
        return archiveLine(number === until - 1 ? aHeartbeat(at(number)) : eventOf(number, at(number)));
      });
      const { key, body } = archiveObject(lines, startOf(hour));
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
      bytes += body.length;
      made += size;
    }
  }
  await sealUpTo(store, keysOf(aKey("k1")), { upTo: hoursLater(FIRST, HOURS - 1) });
  return bytes;
}

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
    const bytes = await makeArchive(archive);
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
