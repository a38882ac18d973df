/**
 * Names in package-lock.json the optional packages of other platforms that npm left out.
 *
 * A registry mirror that keeps only its own platform's packages makes `npm install` drop the rest without a word, and then
 * `npm ci` refuses the lock file. Their versions are exact in the package that wants them, so nothing has to be asked for;
 * only their integrity is unknown here. Run it after a dependency has changed: `npm run complete-lockfile`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Record<string, string>;
}

interface LockFile {
  packages: Record<string, LockedPackage>;
}

interface Missing {
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

const SYSTEMS = ["android", "darwin", "freebsd", "netbsd", "openbsd", "openharmony", "sunos", "aix", "win32", "linux"];
const PROCESSORS = ["arm64", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "arm", "wasm32"];

/** Where a package at `path` would look for `name`: beside itself, then in each folder above. */
function isLocked({ packages }: LockFile, path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

/** The optional dependencies that no locked package answers to, with an exact version. */
export function missingOptionals(lock: LockFile): readonly Missing[] {
  return Object.entries(lock.packages).flatMap(([path, { dev = false, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => /^\d/.test(version) && !isLocked(lock, path, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

function lockedForm({ name, version, dev }: Missing) {
  const words = (name.split("/").at(-1) ?? name).split("-");
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  const libc = words.includes("musl") ? "musl" : os === "linux" && words.includes("gnu") ? "glibc" : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

function complete(file: string): number {
  const lock = JSON.parse(readFileSync(file, "utf8")) as LockFile;
  const missing = missingOptionals(lock);
  for (const each of missing) lock.packages[`node_modules/${each.name}`] = lockedForm(each);
  const sorted = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, "en"));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  return missing.length;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(`${complete("package-lock.json")} optional packages of other platforms added to package-lock.json`);
