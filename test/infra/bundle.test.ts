import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { App, Stack } from "aws-cdk-lib/core";
import { bundlingOf, entryOf } from "../../infra/functions/bundling.ts";
import { readStage } from "../../infra/stage.ts";
import { certificate } from "../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";

const run = promisify(execFile);

let folder: StageFolder;
let output: string;
let bundle: string;

/** Bundles the acs function the way `cdk synth` does, for a stage that needs everything a bundle may hold. */
beforeAll(async () => {
  const children = keyDescriptor(certificate("rsa-2048").base64) + singleSignOn("https://idp.test/sso");
  folder = stageFolder({
    "stage.yaml": `${STAGE}schemaValidator: node-xmllint\n`,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({ children }),
  });
  const stage = await readStage(join(folder.path, "stage.yaml"), join(folder.path, "trust"));
  output = mkdtempSync(join(tmpdir(), "samltrail-bundle-"));
  const stack = new Stack(
    new App({ outdir: output, analyticsReporting: false, builtinCloudFormationValidation: false }),
    "bundle",
  );
  const bundling = bundlingOf("acs", stage);
  new NodejsFunction(stack, "acs", { runtime: Runtime.NODEJS_24_X, entry: entryOf("acs"), bundling });
  const [asset] = readdirSync(output).filter((name) => name.startsWith("asset."));
  bundle = join(output, asset ?? "");
}, 60_000);

afterAll(() => {
  folder.remove();
  rmSync(output, { recursive: true, force: true });
});

test("the bundle of acs is one ES module that starts without the repository", async () => {
  const url = pathToFileURL(join(bundle, "index.mjs")).href;
  const script = `const { handler } = await import(${JSON.stringify(url)}); process.stdout.write(typeof handler);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: bundle });
  expect(stdout).toBe("function");
});

test("the stage's files lie beside it, and are those of the stage", () => {
  expect(readFileSync(join(bundle, "config/stage.yaml"), "utf8")).toBe(
    readFileSync(join(folder.path, "stage.yaml"), "utf8"),
  );
  expect(existsSync(join(bundle, "config/mappings.yaml"))).toBe(true);
  expect(readdirSync(join(bundle, "trust"))).toEqual(["okta.xml"]);
});

test("a stage that chooses node-xmllint takes it along, where the function finds it", async () => {
  const script = 'process.stdout.write(typeof require("@authenio/samlify-node-xmllint").validate)';
  const { stdout } = await run(process.execPath, ["--eval", script], { cwd: bundle });
  expect(stdout).toBe("function");
});
