/** The templates of a stage made for the test: nothing is bundled, and CDK's own validation is left to `cdk synth`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { App } from "aws-cdk-lib/core";
import type { FunctionName } from "../../../infra/pipeline.ts";
import { addStacks } from "../../../infra/stacks.ts";
import { readStage, type Stage } from "../../../infra/stage.ts";
import { certificate } from "../../config/helpers/certificates.ts";
import { entity, keyDescriptor, singleSignOn } from "../../config/helpers/metadata.ts";
import { MAPPINGS, STAGE, stageFolder } from "../../config/helpers/stage-folder.ts";

const CDK_JSON = new URL("../../../cdk.json", import.meta.url);

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly [key: string]: unknown;
}

export interface Stacks {
  readonly stateful: Template;
  readonly stateless: Template;
  readonly analytics: Template;
  /** Those of the accounts whose roles are lent, by name. */
  readonly accounts: ReadonlyMap<string, Template>;
  /** What synthesis warns of in the stateful stack. */
  readonly warnings: readonly string[];
}

/** The resources of a type, by logical id. */
export function resourcesOf(template: Template, type: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(template.findResources(type) as Record<string, Resource>));
}

/** A function's code says which handler it stands for, so that tests can tell functions apart in the template. */
function codeOf(name: FunctionName): Code {
  return Code.fromInline(`// ${name}\nexports.handler = async () => {};`);
}

interface Changes {
  /** In place of the stage file's `accounts` line. */
  readonly accounts?: string;
  /** In place of the mapping file. */
  readonly mappings?: string;
}

/**
 * A stage made for the test.
 * @param settings lines that are added to the stage file
 */
export async function aStage(settings = "", { accounts, mappings = MAPPINGS }: Changes = {}): Promise<Stage> {
  const children = keyDescriptor(certificate("rsa-2048").base64) + singleSignOn("https://idp.test/sso");
  const folder = stageFolder({
    "stage.yaml": `${accounts === undefined ? STAGE : STAGE.replace(/^accounts:.*$/m, accounts)}${settings}`,
    "mappings.yaml": mappings,
    "trust/okta.xml": entity({ children }),
  });
  try {
    return await readStage(join(folder.path, "stage.yaml"), join(folder.path, "trust"));
  } finally {
    folder.remove();
  }
}

/**
 * The stacks of a stage, not yet synthesized.
 * @param settings lines that are added to the stage file
 */
export async function appOf(settings = "", changes: Changes = {}) {
  const stage = await aStage(settings, changes);
  const { context } = JSON.parse(readFileSync(CDK_JSON, "utf8")) as { context: Record<string, unknown> };
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false, context });
  return { app, ...addStacks(app, { stage, codeOf }) };
}

/** @param settings lines that are added to the stage file */
export async function synthesize(settings = "", changes: Changes = {}): Promise<Stacks> {
  const { stateful, stateless, analytics, accounts } = await appOf(settings, changes);
  const warnings = Annotations.fromStack(stateful)
    .findWarning("*", Match.anyValue())
    .map(({ entry }) => String(entry.data));
  return {
    stateful: Template.fromStack(stateful),
    stateless: Template.fromStack(stateless),
    analytics: Template.fromStack(analytics),
    accounts: new Map(accounts.map((stack) => [stack.stackName, Template.fromStack(stack)] as const)),
    warnings,
  };
}
