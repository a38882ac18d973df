/** The templates of a stage made for the test: nothing is bundled, and CDK's own validation is left to `cdk synth`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { App } from "aws-cdk-lib/core";
import type { FunctionName } from "../../../infra/pipeline.ts";
import { addStacks } from "../../../infra/stacks.ts";
import { readStage } from "../../../infra/stage.ts";
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
}

/** The resources of a type, by logical id. */
export function resourcesOf(template: Template, type: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(template.findResources(type) as Record<string, Resource>));
}

/** A function's code says which handler it stands for, so that tests can tell functions apart in the template. */
function codeOf(name: FunctionName): Code {
  return Code.fromInline(`// ${name}\nexports.handler = async () => {};`);
}

export async function synthesize(): Promise<Stacks> {
  const children = keyDescriptor(certificate("rsa-2048").base64) + singleSignOn("https://idp.test/sso");
  const folder = stageFolder({
    "stage.yaml": STAGE,
    "mappings.yaml": MAPPINGS,
    "trust/okta.xml": entity({ children }),
  });
  try {
    const stage = await readStage(join(folder.path, "stage.yaml"), join(folder.path, "trust"));
    const { context } = JSON.parse(readFileSync(CDK_JSON, "utf8")) as { context: Record<string, unknown> };
    const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false, context });
    const { stateful, stateless } = addStacks(app, { stage, codeOf });
    return { stateful: Template.fromStack(stateful), stateless: Template.fromStack(stateless) };
  } finally {
    folder.remove();
  }
}
