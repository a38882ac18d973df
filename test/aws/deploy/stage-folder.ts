/** A stage of its own, made from the local one: other address, other name, the same people and roles. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Document, parseDocument } from "yaml";
import type { SecretName } from "../../../infra/pipeline/types.ts";
import { secretFile } from "../../../local/aws/secrets-manager.ts";
import { secretsDirectory } from "../../../local/aws/start-aws.ts";
import { openAtomicFiles } from "../../../local/files/atomic-files.ts";
import { type KeyAndCertificate, makeKeyAndCertificate } from "../../../local/first-start/certificate.ts";
import { prepareTrust } from "../../../local/first-start/trust.ts";
import { identityProviderMetadata } from "../../../local/identity-provider/metadata.ts";

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

/** As short as policy allows, so that days are enough of a past. */
const PRUNING = {
  dryRun: false,
  minimumAgeDays: 1,
  unusedDays: 1,
  waitDays: 1,
  maximumShare: 1,
  restoreRequests: true,
};

/** A provider whose certificate runs out before the month does; nobody signs in there. */
const LEAVING = {
  id: "leaving",
  name: "A provider whose certificate runs out",
  metadata: "leaving.xml",
  roleAttribute: "roles",
};
const LEAVING_DAYS = 5;

/** A role that nobody has. */
const TRAINEE = {
  id: "demo-trainee",
  identityProvider: "demo",
  samlRole: "trainee",
  environment: "development",
  iamRole: "arn:aws:iam::111122223333:role/samltrail-trainee",
  owner: "platform@example.com",
  purpose: "For those who have just begun",
};

async function leavingMetadata(): Promise<string> {
  const { certificatePem } = await makeKeyAndCertificate(LEAVING.id, new Date(), LEAVING_DAYS);
  const places = { entityId: "https://leaving.example.com", singleSignOnUrl: "https://leaving.example.com/sso" };
  return identityProviderMetadata({ ...places, certificatePem, wantsSignedRequests: false });
}

async function editYaml(file: string, edit: (document: Document) => void): Promise<void> {
  const document = parseDocument(await readFile(file, "utf8"));
  edit(document);
  await writeFile(file, String(document));
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
  stage.set("pruning", PRUNING);
  stage.setIn(["identityProviders", 0, "metadataUrl"], `${identityProviderUrl}/metadata`);
  stage.addIn(["identityProviders"], LEAVING);
  await write();
  await editYaml(join(config, "role-mappings/local.yaml"), (mappings) => mappings.addIn(["mappings"], TRAINEE));
  const files = await openAtomicFiles(join(directory, "aside"));
  const keys = await prepareTrust(files, { dataDirectory: directory, trustDirectory: trust }, identityProviderUrl);
  await writeFile(join(trust, LEAVING.metadata), await leavingMetadata());
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
