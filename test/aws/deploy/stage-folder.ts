/** A stage of its own, made from the local one: other address, other name, the same people and roles. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import type { SecretName } from "../../../infra/pipeline.ts";
import { secretFile } from "../../../local/aws/secrets-manager.ts";
import { secretsDirectory } from "../../../local/aws/start-aws.ts";
import { openAtomicFiles } from "../../../local/files/atomic-files.ts";
import type { KeyAndCertificate } from "../../../local/first-start/certificate.ts";
import { prepareTrust } from "../../../local/first-start/trust.ts";

const CONFIG = fileURLToPath(new URL("../../../config", import.meta.url));

export interface StageFolder {
  readonly config: string;
  readonly file: string;
  readonly trust: string;
  readonly identityProviderKeys: KeyAndCertificate;
  secretValue(name: SecretName): Promise<string>;
  /** Changes a value of the stage file, for a second deployment. */
  set(path: readonly string[], value: unknown): Promise<void>;
}

export interface StageFolderOptions {
  readonly directory: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly serviceProviderUrl: string;
  readonly identityProviderUrl: string;
}

export async function makeStageFolder(options: StageFolderOptions): Promise<StageFolder> {
  const { directory, name, account, region, serviceProviderUrl, identityProviderUrl } = options;
  const config = join(directory, "config");
  const file = join(config, `${name}.yaml`);
  const trust = join(directory, "trust");
  await mkdir(config, { recursive: true });
  await cp(join(CONFIG, "role-mappings"), join(config, "role-mappings"), { recursive: true });
  const stage = parseDocument(await readFile(join(CONFIG, "local.yaml"), "utf8"));
  const write = () => writeFile(file, String(stage));
  stage.set("stage", name);
  stage.set("baseUrl", serviceProviderUrl);
  stage.set("deployment", { account, region, forwardedRegions: [region] });
  await write();
  const files = await openAtomicFiles(join(directory, "aside"));
  const keys = await prepareTrust(files, { dataDirectory: directory, trustDirectory: trust }, identityProviderUrl);
  return {
    config,
    file,
    trust,
    identityProviderKeys: keys,
    secretValue: (secret) => readFile(secretFile(secretsDirectory(directory), secret), "utf8"),
    async set(path, value) {
      stage.setIn(path, value);
      await write();
    },
  };
}
