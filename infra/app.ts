/**
 * The CDK app of one stage: `npx cdk synth -c stage=production`. The stage file is `<stage>.yaml` in `config`, or in the folder given
 * by `-c config=<folder>`; its trust material is taken from `config/trust`, or from the folder given by `-c trust=<folder>`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib/core";
import { ConfigurationError } from "../lib/config/configuration-error.ts";
import { holdToRules } from "./rules/packs.ts";
import { addStacks } from "./stacks.ts";
import { readStage } from "./stage.ts";

const CONFIG = fileURLToPath(new URL("../config", import.meta.url));

function contextText(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function stageName(app: App): string {
  const name = contextText(app, "stage");
  if (name && /^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return name;
  const problem = "expected the name of a stage, as in: cdk synth -c stage=production";
  throw new ConfigurationError([{ file: "context", path: "stage", problem }]);
}

async function main(): Promise<void> {
  const app = new App({ analyticsReporting: false });
  holdToRules(app);
  const config = contextText(app, "config") ?? CONFIG;
  const file = join(config, `${stageName(app)}.yaml`);
  const stage = await readStage(file, contextText(app, "trust") ?? join(config, "trust"));
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  addStacks(app, { stage, ...(account && region ? { env: { account, region } } : {}) });
  app.synth();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
