/** Builds the engine as the function is built, and times commands with GNU time. */
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** As the function's own bundle has it (infra/functions/bundling.ts): a name that no library takes. */
const REQUIRE =
  'import{createRequire as samltrailRequire}from"node:module";const require=samltrailRequire(import.meta.url);';

/** @returns the program that bench/report/build.ts is */
export async function buildEngine(scratch: string): Promise<string> {
  await build({
    entryPoints: [join(ROOT, "bench/report/build.ts"), join(ROOT, "lib/evidence/report/threads/hour-thread.ts")],
    entryNames: "[name]",
    outdir: scratch,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    banner: { js: REQUIRE },
  });
  // The fonts of report.pdf are files.
  symlinkSync(join(ROOT, "node_modules"), join(scratch, "node_modules"));
  return join(scratch, "build.mjs");
}

export interface Took {
  readonly seconds: number;
  /** User and system. */
  readonly processor: number;
  readonly megabytes: number;
}

/** What a command took of the processor and of memory. Null where the command is not there. */
export function timed(
  scratch: string,
  env: Readonly<Record<string, string>>,
  command: string,
  ...args: readonly string[]
): Took | null {
  const figures = join(scratch, "figures");
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync("/usr/bin/time", ["-o", figures, "-f", "%U %S %M", command, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status === null || status === 127) return null;
  if (status > 0) throw new Error(`${command}: ${stderr || stdout}`);
  const [user = 0, system = 0, kilobytes = 0] = (readFileSync(figures, "utf8").trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  return { seconds, processor: user + system, megabytes: kilobytes / 1024 };
}

export function say(what: string, took: Took | null, missing = ""): void {
  if (!took) console.log(`${what.padEnd(28)} skipped: ${missing}`);
  else {
    const { seconds, processor, megabytes } = took;
    console.log(
      `${what.padEnd(28)} ${processor.toFixed(1)} s of processor time, ${seconds.toFixed(1)} s elapsed, ${megabytes.toFixed(0)} MB`,
    );
  }
}
