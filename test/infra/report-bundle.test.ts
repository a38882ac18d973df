/** What build-evidence-report takes along: the pages of a report are drawn from the bundle alone, fonts and all. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { App, Stack } from "aws-cdk-lib/core";
import { bundlingOf } from "../../infra/functions/bundling.ts";
import { readStage } from "../../infra/stage.ts";
import { reportPages } from "../../lib/evidence/report/report-pages.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { aReport } from "../evidence/report/pages/a-report.ts";

const run = promisify(execFile);
/** The same options as the function's, from where it draws. */
const ENTRY = fileURLToPath(new URL("../../lib/evidence/report/report-pages.ts", import.meta.url));

let folder: StageFolder;
let output: string;
let bundle: string;

beforeAll(async () => {
  const children = keyDescriptor(certificate().base64) + singleSignOn("https://idp.test/sso");
  folder = stageFolder({ "stage.yaml": STAGE, "mappings.yaml": MAPPINGS, "trust/okta.xml": entity({ children }) });
  const stage = await readStage(join(folder.path, "stage.yaml"), join(folder.path, "trust"));
  output = mkdtempSync(join(tmpdir(), "samltrail-report-bundle-"));
  const app = new App({ outdir: output, analyticsReporting: false, builtinCloudFormationValidation: false });
  const bundling = bundlingOf("build-evidence-report", stage);
  new NodejsFunction(new Stack(app, "bundle"), "pages", { runtime: Runtime.NODEJS_24_X, entry: ENTRY, bundling });
  bundle = join(output, readdirSync(output).find((name) => name.startsWith("asset.")) ?? "");
}, 60_000);

afterAll(() => {
  folder.remove();
  rmSync(output, { recursive: true, force: true });
});

test("the bundle draws the same bytes, without the repository", async () => {
  const report = await aReport();
  writeFileSync(join(output, "report.json"), JSON.stringify(report));
  const script = `
    import { createHash } from "node:crypto";
import { once } from "node:events";
    import { readFileSync } from "node:fs";
    const { reportPages } = await import(${JSON.stringify(pathToFileURL(join(bundle, "index.mjs")).href)});
    const pages = reportPages(JSON.parse(readFileSync(${JSON.stringify(join(output, "report.json"))}, "utf8")));
    const hashOf = async ({ make }) => createHash("sha256").update(await make()).digest("hex");
    const hashes = await Promise.all(pages.map(async (page) => [page.path, await hashOf(page)]));
    process.stdout.write(JSON.stringify(hashes));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: bundle });
  const expected = reportPages(report).map(async ({ path, make }) => [
    path,
    createHash("sha256")
      .update(await make())
      .digest("hex"),
  ]);
  expect(JSON.parse(stdout)).toEqual(await Promise.all(expected));
});

test("the verifier and the fonts' licence lie beside it", () => {
  for (const path of ["verifier/verify.mjs", "verifier/VERIFY.md", "node_modules/dejavu-fonts-ttf/LICENSE"]) {
    expect([path, existsSync(join(bundle, path))]).toEqual([path, true]);
  }
});

test("a thread that examines hours stands beside the bundle, and needs nothing else", async () => {
  const workerData = {
    sample: { seed: "", size: 0 },
    wantsOutcomes: false,
    wantsLines: true,
    people: null,
    namesAreKnown: false,
    folder: null,
  };
  const thread = new Worker(join(bundle, "hour-thread.mjs"), { workerData, execArgv: [] });
  const window = { from: "2026-08-03T12:00:00.000Z", to: "2026-08-03T13:00:00.000Z" };
  thread.postMessage({ job: 1, seal: { window, objects: [], repeats: [], conflicts: [], leafCount: 0 } });
  const [message] = (await once(thread, "message")) as [
    { readonly part?: { readonly hours: readonly { readonly read: number }[] } },
  ];
  expect(message.part?.hours.map(({ read }) => read)).toEqual([0]);
  await thread.terminate();
});
