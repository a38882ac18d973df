/**
 * Builds the command line into dist/, for Node.js alone: `npm ci` does it, and `npm run samltrail` before each run. Dependencies stay in
 * node_modules. What is the same as before is not written again, and nothing is ever half written: several may run at once.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

const outdir = join(root, "dist");

const OPTIONS = {
  absWorkingDir: root,
  bundle: true,
  packages: "external",
  // One file for auditors, a program of its own as well.
  external: [join(root, "verifier/verify.mjs")],
  platform: "node",
  target: "node20.12",
  format: "esm",
  outdir,
  entryNames: "[name]",
  // Beside the programs: what they read of the project they look for from where they lie.
  chunkNames: "[name]-[hash]",
  outExtension: { ".js": ".mjs" },
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  write: false,
};

const built = await Promise.all([
  // In parts, so that each command loads what it needs.
  build({ ...OPTIONS, entryPoints: ["cli/samltrail.ts"], splitting: true }),
  // A program of its own, which the first starts in threads.
  build({ ...OPTIONS, entryPoints: ["lib/evidence/report/threads/hour-thread.ts"] }),
]);
const ENTRY = join(outdir, "samltrail.mjs");
/** What asks for all the others is written last: whoever starts meanwhile finds every part. */
const outputFiles = built
  .flatMap((each) => each.outputFiles)
  .sort((a, b) => Number(a.path === ENTRY) - Number(b.path === ENTRY));

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

for (const { path, contents } of outputFiles) {
  if (read(path)?.equals(contents)) continue;
  mkdirSync(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, contents, { mode: 0o755 });
  renameSync(aside, path);
}

const current = new Set(outputFiles.map(({ path }) => path));
for (const name of readdirSync(outdir)) {
  const path = join(outdir, name);
  // A part of an earlier source, which nothing asks for that begins now. What lies aside is another build's.
  if (/\.mjs(\.map)?$/.test(name) && !current.has(path)) rmSync(path, { force: true });
}
