/** `cdk synth` of a stage that cannot be: the app as the CDK's command line runs it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "@jest/globals";
import { MAPPINGS, STAGE, type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";

const APP = fileURLToPath(new URL("../../infra/app.ts", import.meta.url));

let folder: StageFolder | undefined;
afterEach(() => folder?.remove());

/** Exit code, and what it printed. */
function synth(context: object): Promise<{ readonly code: number; readonly said: string }> {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const env = { ...environment, CDK_CONTEXT_JSON: JSON.stringify(context) };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", APP], { env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), said: `${stdout}${stderr}`.trim() });
    });
  });
}

test("stops with one message that names the place of every fault and the remedy, and no trace of the program", async () => {
  folder = stageFolder({
    "local.yaml": `${STAGE}baseUrl: https://in.sp.test\ndeployment: { domain: { name: in.sp.test } }\n`,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": "<html>no metadata</html>",
  });
  const { path } = folder;
  const { code, said } = await synth({ stage: "local", config: path, trust: `${path}/trust` });
  expect([code, said.replaceAll(`${path}/`, "")]).toEqual([
    1,
    `the configuration cannot be used, 2 faults:
  local.yaml:18:15: deployment.domain: expected certificate too: ask ACM for one for in.sp.test, in the region of the deployment, and name its ARN
  trust/okta.xml:1: expected SAML metadata with an EntityDescriptor, found html`,
  ]);
}, 60_000);
