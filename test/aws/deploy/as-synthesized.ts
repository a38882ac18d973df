import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";

/**
 * Holds that CloudFormation was given each template just as the CDK wrote it.
 * @returns what was seen
 */
export async function holdAsSynthesized(assembly: string, stacks: readonly string[]): Promise<string> {
  const client = new CloudFormationClient({});
  try {
    for (const stack of stacks) {
      const { TemplateBody = "" } = await client.send(new GetTemplateCommand({ StackName: stack }));
      const written = await readFile(join(assembly, `${stack}.template.json`), "utf8");
      assert.deepEqual(JSON.parse(TemplateBody), JSON.parse(written), `${stack} is not deployed as it was synthesized`);
    }
    return `${stacks.length} templates, each as the CDK wrote it`;
  } finally {
    client.destroy();
  }
}
