/** Runs every signer that is installed and says how it went: what was judged, what did not hold, what is missing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge } from "./judge.ts";
import type { Check, Signer } from "./signer.ts";

/** 0 every check held, 1 one did not, 3 none of the signers is installed. */
export type ExitCode = 0 | 1 | 3;

const MAXIMUM_LISTED = 20;

interface Report {
  readonly print: (line: string) => void;
  /** Lists every check, not only those that did not hold. */
  readonly verbose: boolean;
}

function list(checks: readonly Check[], { print, verbose }: Report): void {
  const shown = verbose ? checks : checks.filter(({ holds }) => !holds).slice(0, MAXIMUM_LISTED);
  for (const { name, holds, found } of shown) print(`  ${holds ? "ok    " : "FAILED"}  ${name}; found: ${found}`);
}

async function workOf(signer: Signer) {
  const folder = mkdtempSync(join(tmpdir(), `samltrail-${signer.name}-`));
  try {
    return await signer.work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns whether every check held, or `null` where the signer is missing */
async function runSigner(signer: Signer, report: Report): Promise<boolean | null> {
  const version = await signer.version();
  if (version === null) {
    report.print(`skipped: ${signer.name} is not installed; ${signer.install}`);
    return null;
  }
  const { cases, checks: own, lacking } = await workOf(signer);
  const checks: Check[] = [...own];
  for (const each of cases) checks.push(...(await judge(each)));
  const held = checks.filter(({ holds }) => holds).length;
  const passed = held === checks.length;
  const sum = `${cases.length} messages, ${held} of ${checks.length} checks held`;
  report.print(`${passed ? "passed" : "FAILED"}: ${signer.name} ${version}: ${sum}`);
  if (lacking.length > 0) report.print(`  it has no ${lacking.join(", ")}: not tried`);
  list(checks, report);
  return passed;
}

export async function runSigners(signers: readonly Signer[], report: Report): Promise<ExitCode> {
  const results: (boolean | null)[] = [];
  for (const signer of signers) results.push(await runSigner(signer, report));
  const ran = results.filter((result) => result !== null);
  report.print(`${ran.length} of ${signers.length} signers ran`);
  if (ran.length === 0) return 3;
  return ran.every(Boolean) ? 0 : 1;
}
