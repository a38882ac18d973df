/** From an empty account to a stage that people can sign in to, by the commands of docs/deploy.md. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { rolesCommand } from "../../../cli/roles/roles-command.ts";
import type { SecretName } from "../../../infra/pipeline/types.ts";
import { outputName } from "../../../infra/variables.ts";
import { runCommand } from "../../helpers/run-command.ts";
import { ACCOUNT, REGION } from "../emulator/start.ts";
import type { Progress } from "../progress.ts";
import type { Cdk } from "./cdk.ts";
import type { StageFolder } from "./stage-folder.ts";

export const STAGE = "emulator";

/** In the order of their deployment. */
export const STACKS = [
  `samltrail-${STAGE}-state`,
  `samltrail-${STAGE}`,
  `samltrail-${STAGE}-account-${ACCOUNT}-${REGION}`,
] as const;

export interface DeployedStage {
  /** What the CDK wrote: templates and code. */
  readonly assembly: string;
  /** By the stack's name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly outputsFile: string;
}

async function readOutputs(file: string): Promise<DeployedStage["outputs"]> {
  return JSON.parse(await readFile(file, "utf8")) as DeployedStage["outputs"];
}

/** Bootstraps the account and deploys the stage's stacks. */
export async function deployStage(
  cdk: Cdk,
  folder: StageFolder,
  directory: string,
  { step }: Progress,
): Promise<DeployedStage> {
  const assembly = join(directory, "cdk.out");
  const outputsFile = join(directory, "outputs.json");
  await step("cdk bootstrap", () => cdk.bootstrap(ACCOUNT, REGION));
  const { config, trust } = folder;
  await step("cdk synth", () => cdk.synth({ stage: STAGE, config, trust, output: assembly }));
  await step(`cdk deploy ${STACKS.join(" ")}`, () => cdk.deploy({ app: assembly, stacks: STACKS, outputsFile }));
  return { assembly, outputsFile, outputs: await readOutputs(outputsFile) };
}

const SECRETS: readonly SecretName[] = ["pseudonym-keys", "session-keys", "signing-key", "decryption-keys"];

/** Gives the secrets their values, as the deployer does once. */
export async function setSecrets(folder: StageFolder, variables: Readonly<Record<string, string>>): Promise<void> {
  const client = new SecretsManagerClient({});
  try {
    for (const name of SECRETS) {
      const SecretId = variables[outputName(`${name.replaceAll("-", "_").toUpperCase()}_SECRET`)];
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: await folder.secretValue(name) }));
    }
  } finally {
    client.destroy();
  }
}

/** `samltrail roles apply`, which brings the mapping file into its table. */
export async function applyRoleMappings(folder: StageFolder, outputsFile: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const args = ["roles", "apply", folder.file, "--outputs", outputsFile, "--by", "test:aws", "--why", "a new stage"];
  const code = await runCommand({ roles: rolesCommand }, args, { out: print, error: print, now: new Date() });
  if (code !== 0) throw new Error(`samltrail roles apply ended with ${code}:\n${lines.join("\n")}`);
  return lines;
}
