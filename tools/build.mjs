/**
 * Builds the command line into dist/, for Node.js alone: `npm ci` does it, and `npm run samltrail` before each run. Dependencies stay in
 * node_modules. What is the same as before is not written again, and nothing is ever half written: several may run at once.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

const { outputFiles } = await build({
  absWorkingDir: root,
  // The second is a program of its own, which the first starts in threads.
  entryPoints: ["cli/samltrail.ts", "lib/evidence/report/threads/hour-thread.ts"],
  bundle: true,
  packages: "external",
  // One file for auditors, a program of its own as well.
  external: [join(root, "verifier/verify.mjs")],
  platform: "node",
  target: "node20.12",
  format: "esm",
  outdir: join(root, "dist"),
  entryNames: "[name]",
  outExtension: { ".js": ".mjs" },
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
  write: false,
});

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
