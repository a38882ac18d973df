/** How a handler becomes what Lambda runs: one ES module by esbuild, with the stage's files beside it. */
import { fileURLToPath } from "node:url";
import { type BundlingOptions, LogLevel, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import type { FunctionName } from "../pipeline.ts";
import type { ShippedFile, Stage } from "../stage.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The functions that validate against the schemas, and need the module where the stage chooses it. */
const VALIDATING: readonly FunctionName[] = ["acs"];
const NODE_XMLLINT = ["@authenio/samlify-node-xmllint", "node-xmllint/package.json", "node-xmllint/xmllint.js"];

/** samlify and the X-Ray SDK are CommonJS and require built-ins, which an ES module can only do through this. */
const REQUIRE =
  'import{createRequire as samltrailRequire}from"node:module";const require=samltrailRequire(import.meta.url);';

export function entryOf(name: FunctionName): string {
  return `${ROOT}handlers/${name}/handler.ts`;
}

/** What goes into every package that it builds. */
const VERIFIER: readonly ShippedFile[] = [{ from: `${ROOT}verifier`, to: "verifier" }];

/** The fonts of report.pdf, where lib/evidence/report/pdf/fonts.ts looks for them. */
const FONTS = ["package.json", "LICENSE", "ttf/DejaVuSansCondensed.ttf", "ttf/DejaVuSansCondensed-Bold.ttf"].map(
  (file) => `dejavu-fonts-ttf/${file}`,
);

const modules = (paths: readonly string[]): readonly ShippedFile[] =>
  paths.map((path) => ({ from: `${ROOT}node_modules/${path}`, to: `node_modules/${path}` }));

function filesOf(name: FunctionName, stage: Stage): readonly ShippedFile[] {
  if (name === "build-evidence-report") return [...stage.files, ...VERIFIER, ...modules(FONTS)];
  if (stage.schemaValidator !== "node-xmllint" || !VALIDATING.includes(name)) return stage.files;
  return [...stage.files, ...modules(NODE_XMLLINT)];
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

/** Shell commands that lay the files into the output directory. */
function copyCommands(files: readonly ShippedFile[], outputDirectory: string): string[] {
  return files.flatMap(({ from, to }) => {
    const target = `${outputDirectory}/${to}`;
    return [`mkdir -p ${quote(target.slice(0, target.lastIndexOf("/")))}`, `cp -R ${quote(from)} ${quote(target)}`];
  });
}

/** What a function starts as a thread is a module of its own beside the bundle, which lib/evidence/report/threads looks for. */
function threadCommands(name: FunctionName, outputDirectory: string): string[] {
  if (name !== "build-evidence-report") return [];
  const options = ["--bundle", "--minify", "--platform=node", "--format=esm", "--target=node24"];
  const paths = [`${ROOT}lib/evidence/report/threads/hour-thread.ts`, `--outfile=${outputDirectory}/hour-thread.mjs`];
  const more = ["--main-fields=module,main", `--banner:js=${REQUIRE}`, "--log-level=warning"];
  return [[`${ROOT}node_modules/.bin/esbuild`, ...options, ...paths, ...more].map(quote).join(" ")];
}

/** The SDK is bundled too, so that what was tested is what runs. */
export function bundlingOf(name: FunctionName, stage: Stage): BundlingOptions {
  return {
    logLevel: LogLevel.WARNING,
    format: OutputFormat.ESM,
    target: "node24",
    mainFields: ["module", "main"],
    banner: REQUIRE,
    minify: true,
    keepNames: true,
    sourceMap: true,
    sourcesContent: false,
    externalModules: [],
    commandHooks: {
      beforeInstall: () => [],
      beforeBundling: () => [],
      afterBundling: (_input, output) => [
        ...copyCommands(filesOf(name, stage), output),
        ...threadCommands(name, output),
      ],
    },
  };
}
