/**
 * What the emulator's CloudFormation refuses within a stack that it is to take otherwise: taken out of the template before it is
 * deployed, and told. Nothing may refer to it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TemplateResource } from "./templates.ts";

interface Refusal {
  readonly why: string;
  readonly refuses: (resource: TemplateResource) => boolean;
}

const REFUSALS: readonly Refusal[] = [
  {
    why: "an alarm on metric math",
    refuses: ({ Type, Properties }) => Type === "AWS::CloudWatch::Alarm" && Properties?.Metrics !== undefined,
  },
];

interface Template {
  readonly Resources: Record<string, TemplateResource>;
}

/** @returns what was taken out, by stack and reason, a line each */
export async function leaveOut(assembly: string, stacks: readonly string[]): Promise<readonly string[]> {
  const told: string[] = [];
  for (const stack of stacks) {
    const file = join(assembly, `${stack}.template.json`);
    const template = JSON.parse(await readFile(file, "utf8")) as Template;
    for (const { why, refuses } of REFUSALS) {
      const refused = Object.entries(template.Resources).filter(([, resource]) => refuses(resource));
      for (const [id] of refused) delete template.Resources[id];
      if (refused.length > 0) told.push(`${stack}, ${why}: ${refused.map(([id]) => id).join(", ")}`);
    }
    await writeFile(file, JSON.stringify(template, null, 1));
  }
  return told;
}
