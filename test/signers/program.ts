/** Runs another program: no shell, a time limit, everything it wrote. */
import { execFile } from "node:child_process";

export interface Ran {
  /** `null` where it could not be started or had to be stopped. */
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

const LIMIT_MS = 30_000;

export function run(program: string, parameters: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { timeout: LIMIT_MS, maxBuffer: 16 * 1024 * 1024, encoding: "utf8" as const };
    execFile(program, [...parameters], options, (error, out, errors) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ code, out, error: errors });
    });
  });
}

/** @throws Error with what the program said, where it did not succeed */
export async function runWell(program: string, parameters: readonly string[]): Promise<string> {
  const { code, out, error } = await run(program, parameters);
  if (code !== 0) throw new Error(`${program} ${parameters[0] ?? ""} failed: ${error.trim().slice(0, 2000)}`);
  return out;
}

/** Debian's packages belong to Debian's Python, which is not always the first on the path. */
const PYTHONS = ["/usr/bin/python3", "python3"];

/** @returns the first Python that can import the module, with its version, or `null` */
export async function pythonWith(module: string, version: string): Promise<{ python: string; version: string } | null> {
  for (const python of PYTHONS) {
    const { code, out } = await run(python, ["-c", `import ${module}\n${version}`]);
    if (code === 0) return { python, version: out.trim() };
  }
  return null;
}
