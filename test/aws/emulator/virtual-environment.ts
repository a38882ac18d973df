/** A Python of the emulator's own, with pinned packages, kept between runs. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasCode } from "../../../lib/files/has-code.ts";
import { type ProgramOptions, runProgram } from "./run-program.ts";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const OLDEST = [3, 10] as const;

/** There is no Python that could run the emulator. The message is for the person at the terminal. */
export class NoPython extends Error {
  override readonly name = "NoPython";
}

interface Python {
  readonly program: string;
  readonly version: string;
}

async function findPython(options: ProgramOptions): Promise<Python> {
  const tried: string[] = [];
  for (const program of ["python3", "python"]) {
    try {
      const code = "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))";
      const version = (await runProgram(program, ["-c", code], options)).trim();
      const [major = 0, minor = 0] = version.split(".").map(Number);
      if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return { program, version };
      tried.push(`${program} is ${version}`);
    } catch (error) {
      const isMissing = hasCode(error, "ENOENT");
      tried.push(isMissing ? `there is no ${program}` : `${program} has no venv or ensurepip`);
    }
  }
  throw new NoPython(`needs Python ${OLDEST.join(".")} or later with venv, to run the emulator: ${tried.join(", ")}`);
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** What pip prints would drown the progress. */
const QUIET = ["--quiet", "--disable-pip-version-check", "--no-input"];

/**
 * Makes the virtual environment where there is none for these requirements and this Python.
 * @param cache folder that is kept between runs
 * @returns its folder of programs
 * @throws NoPython, ProgramFailed where the packages cannot be had
 */
export async function prepareVirtualEnvironment(cache: string, options: ProgramOptions): Promise<string> {
  const python = await findPython(options);
  const wanted = `${python.version}\n${readFileSync(REQUIREMENTS, "utf8")}`;
  const folder = join(cache, `venv-${createHash("sha256").update(wanted).digest("hex").slice(0, 12)}`);
  const programs = join(folder, "bin");
  const complete = join(folder, "complete");
  if (await exists(complete)) return programs;
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await runProgram(python.program, ["-m", "venv", folder], options);
  await runProgram(join(programs, "python"), ["-m", "pip", "install", ...QUIET, "-r", REQUIREMENTS], options);
  // A folder appears at once; so an interrupted installation is never taken for a complete one.
  await mkdir(`${complete}.new`);
  await rename(`${complete}.new`, complete);
  return programs;
}
