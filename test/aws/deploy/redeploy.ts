/** The same stage once more, then a changed one: nothing is replaced, and what was kept is kept. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { replay, startAtIdentityProvider } from "../../../cli/demo/sign-in.ts";
import type { Deployment } from "../../e2e/scenario/deployment.ts";
import type { Progress } from "../progress.ts";
import type { Place } from "../roles/aws-call.ts";
import type { Cdk } from "./cdk.ts";
import { STACKS, STAGE } from "./deploy-stage.ts";
import type { StageFolder } from "./stage-folder.ts";
import { type DeployedTemplate, readDeployedTemplates } from "./templates.ts";

export interface RedeployOptions {
  readonly cdk: Cdk;
  readonly folder: StageFolder;
  readonly directory: string;
  readonly assembly: string;
  readonly place: Place;
  readonly deployment: Deployment;
  readonly progress: Progress;
}

/** Every resource that is known to its service by another name than before. */
function replacedIn(before: readonly DeployedTemplate[], after: readonly DeployedTemplate[]): readonly string[] {
  return before.flatMap(({ stack, physicalIds }) => {
    const now = after.find((each) => each.stack === stack)?.physicalIds ?? {};
    return Object.entries(physicalIds)
      .filter(([id, physicalId]) => now[id] !== physicalId)
      .map(([id, physicalId]) => `${stack}: ${id} was ${physicalId} and is ${now[id] ?? "gone"}`);
  });
}

const MINUTES = 30;

async function deployAgain({ cdk, assembly, directory }: RedeployOptions): Promise<void> {
  const outputsFile = join(directory, "outputs-again.json");
  const output = await cdk.deploy({ app: assembly, stacks: STACKS, outputsFile });
  for (const stack of STACKS) assert.match(output, new RegExp(`${stack} \\(no changes\\)`), output);
}

/** A shorter session: each function's code changes with it, and nothing else. */
async function deployChange({ cdk, folder, directory }: RedeployOptions): Promise<string> {
  await folder.set(["session", "minutes"], MINUTES);
  const changed = join(directory, "cdk.out.changed");
  const { config, trust } = folder;
  await cdk.synth({ stage: STAGE, config, trust, output: changed });
  const outputsFile = join(directory, "outputs-changed.json");
  await cdk.deploy({ app: changed, stacks: STACKS, outputsFile, direct: true });
  return changed;
}

/** @returns what was seen */
export async function redeploy(options: RedeployOptions): Promise<string> {
  const { assembly, place, deployment, progress } = options;
  const before = await readDeployedTemplates(assembly, STACKS, place);
  const earlier = await startAtIdentityProvider(deployment, "alice");
  await progress.step("cdk deploy, unchanged", () => deployAgain(options));
  const changed = await progress.step("cdk synth and deploy, changed", () => deployChange(options));
  const after = await readDeployedTemplates(changed, STACKS, place);
  assert.deepEqual(replacedIn(before, after), []);
  const home = await earlier.browser.open(`${deployment.serviceProviderUrl}/`);
  assert.match(home.page, /Alice Archer/, "the session from before the update is over");
  const again = await replay(earlier, deployment);
  assert.match(again.answer.page, /<code>replay<\/code>/, "the response from before the update was not known any more");
  const later = await startAtIdentityProvider(deployment, "alice");
  const lifetimes = later.answer.headers.getSetCookie().map((cookie) => Number(/Max-Age=(\d+)/.exec(cookie)?.[1]));
  assert.ok(lifetimes.includes(MINUTES * 60), `the new code does not run: ${lifetimes.join(", ")}`);
  const resources = before.reduce((sum, { resources: each }) => sum + Object.keys(each).length, 0);
  return `${resources} resources: none touched by the same, none replaced by a change; sessions and replays are still known`;
}
