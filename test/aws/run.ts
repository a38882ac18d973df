/** One run: the emulator, the deployment, the scenes, the redeployment, the calls against the roles. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CleanUp } from "./clean-up.ts";
import { holdAsSynthesized } from "./deploy/as-synthesized.ts";
import { type Cdk, cdkCommandLine } from "./deploy/cdk.ts";
import { applyRoleMappings, deployStage, STACKS, STAGE, setSecrets } from "./deploy/deploy-stage.ts";
import { applyDroppedProperties, type Comparison } from "./deploy/dropped-properties.ts";
import { deployerEnvironment, sdkEnvironment } from "./deploy/environment.ts";
import { notDeployed } from "./deploy/not-deployed.ts";
import { redeploy } from "./deploy/redeploy.ts";
import { makeStageFolder } from "./deploy/stage-folder.ts";
import { type DeployedTemplate, readDeployedTemplates, secretArns } from "./deploy/templates.ts";
import { bucketPoliciesOf, setPoliciesAgain } from "./deploy/unjudged.ts";
import { deploymentOf, depthOf, queuesOf } from "./deployment.ts";
import { ACCOUNT, REGION, startEmulator } from "./emulator/start.ts";
import { prepareVirtualEnvironment } from "./emulator/virtual-environment.ts";
import { startDemoProvider } from "./identity-provider.ts";
import type { Progress } from "./progress.ts";
import { reviewRoles } from "./roles/compare.ts";
import { functionsOf } from "./roles/deployed-functions.ts";
import { lentRolesOf, reviewTrust } from "./roles/lent-roles.ts";
import { neverCalled } from "./roles/never-called.ts";
import { archiveTime, isMonthSealed } from "./scenes/archive-clock.ts";
import { scenesOf } from "./scenes/scenes.ts";
import type { Played, Summary } from "./summary.ts";
import { versionsOf } from "./versions.ts";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/samltrail-aws", import.meta.url));
const PLACE = { account: ACCOUNT, region: REGION };

export interface RunOptions {
  /** Everything but the cache is kept below it. */
  readonly directory: string;
  readonly cleanUp: CleanUp;
  readonly progress: Progress;
}

async function play(title: string, progress: Progress, act: () => Promise<string>): Promise<Played> {
  try {
    return { title, seen: await progress.step(title, act), failed: false };
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    progress.note(`FAILED: ${seen.split("\n")[0]}`);
    return { title, seen, failed: true };
  }
}

function commandLine({ directory, cleanUp }: RunOptions, endpoint: string, emptyFolder: string): Cdk {
  const environment = deployerEnvironment(endpoint, directory);
  const onStart: Parameters<typeof cdkCommandLine>[0]["onStart"] = (child) =>
    cleanUp.add("the CDK", () => void child.kill());
  return cdkCommandLine({ environment, emptyFolder, onStart });
}

function stackOf(templates: readonly DeployedTemplate[], name: string): DeployedTemplate {
  const template = templates.find(({ stack }) => stack === name);
  if (!template) throw new Error(`the stack ${name} is not deployed`);
  return template;
}

function apiOf({ resources, physicalIds }: DeployedTemplate): string {
  const [id = ""] = Object.entries(resources).find(([, { Type }]) => Type === "AWS::ApiGatewayV2::Api") ?? [];
  return physicalIds[id] ?? "";
}

/** @throws NoPython, and whatever keeps the stage from being deployed */
export async function run(options: RunOptions): Promise<Summary> {
  const { directory, cleanUp, progress } = options;
  const started = new Date();
  const emptyFolder = join(directory, "empty");
  await mkdir(emptyFolder);
  const programs = await progress.step("Python and the emulator's packages", () =>
    prepareVirtualEnvironment(CACHE, { cwd: directory, environment: process.env }),
  );
  const emulator = await progress.step("the emulator", () => startEmulator(programs, directory, cleanUp));
  const { endpoint, serviceProviderUrl } = emulator;
  progress.note(`its log: ${emulator.logFile}`);
  const provider = await startDemoProvider(cleanUp, progress.note);
  const urls = { serviceProviderUrl, identityProviderUrl: provider.url };
  const folder = await makeStageFolder({ directory, name: STAGE, ...PLACE, ...urls });
  await provider.open(folder, serviceProviderUrl);
  Object.assign(process.env, sdkEnvironment(endpoint));

  const cdk = commandLine(options, endpoint, emptyFolder);
  const deployed = await deployStage(cdk, folder, directory, progress);
  const templates = await readDeployedTemplates(deployed.assembly, STACKS, PLACE);
  const stateless = stackOf(templates, `samltrail-${STAGE}`);
  emulator.openFrontDoor(apiOf(stateless));
  const outputs = Object.assign({}, ...Object.values(deployed.outputs)) as Record<string, string>;
  const properties: Comparison = await progress.step("properties that were dropped", () =>
    applyDroppedProperties(templates),
  );
  const unjudged = await progress.step("policies, as AWS resolves them", () => setPoliciesAgain(templates));
  await progress.step("secrets and role mappings", async () => {
    await setSecrets(folder, outputs);
    await applyRoleMappings(folder, deployed.outputsFile);
  });

  const functions = functionsOf(stateless, templates, PLACE);
  const queues = queuesOf(stateless);
  const place = {
    ...urls,
    environment: "development",
    configFile: folder.file,
    evidenceBucket: outputs.EvidenceBucket ?? "",
    archiveTime: () => archiveTime(new Date()),
    directory,
    commandFlags: ["--outputs", deployed.outputsFile],
  };
  const deployment = deploymentOf(place, queues, functions);
  const { mishaps } = emulator;
  const scenes = scenesOf({ outputs, queues: queues.consumers, functions, mishaps, provider }, folder);
  const played = [await play("deployed as synthesized", progress, () => holdAsSynthesized(deployed.assembly, STACKS))];
  for (const { title, play: act } of scenes) played.push(await play(title, progress, () => act(deployment)));
  played.push(
    await play("every answer that was to be lost was lost", progress, async () => {
      const outstanding = mishaps.outstanding();
      if (outstanding.length > 0) throw new Error(`not called: ${outstanding.join("; ")}`);
      return "none is outstanding";
    }),
  );
  const again = { cdk, folder, directory, assembly: deployed.assembly, place: PLACE, deployment, progress };
  played.push(await play("deployed again, and with a change", progress, () => redeploy(again)));
  played.push(
    await play("nothing was given up", progress, async () => {
      const left = await depthOf(queues.deadLetters);
      if (left > 0) throw new Error(`${left} messages are in dead-letter queues`);
      return `${queues.deadLetters.length} dead-letter queues are empty`;
    }),
  );
  const lentRoles = lentRolesOf(stackOf(templates, STACKS[2]), PLACE);
  played.push(
    await play("lent roles trust every call that asked for them", progress, async () => {
      const problems = reviewTrust(emulator.calls, functions, PLACE, lentRoles);
      if (problems.length > 0) throw new Error(problems.join("; "));
      return `${lentRoles.size} roles`;
    }),
  );
  const rules = { neverCalled: neverCalled(isMonthSealed(started)), bucketPolicies: bucketPoliciesOf(templates) };
  return {
    versions: versionsOf(),
    deployed: STACKS,
    notDeployed: await notDeployed(deployed.assembly, STACKS),
    properties,
    played,
    unjudged,
    roles: reviewRoles(emulator.calls, functions, { ...PLACE, secrets: await secretArns() }, rules),
  };
}
