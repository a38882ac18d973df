import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TemplateResource } from "./templates.ts";

const TEMPLATE = ".template.json";

async function typesOf(assembly: string, stack: string): Promise<readonly string[]> {
  const text = await readFile(join(assembly, `${stack}${TEMPLATE}`), "utf8");
  const { Resources } = JSON.parse(text) as { Resources: Record<string, TemplateResource> };
  return [...new Set(Object.values(Resources).map(({ Type }) => Type))].sort();
}

/** The stacks that the CDK wrote and that are not for the emulator, each with the types that no deployed one has. */
export async function notDeployed(assembly: string, deployed: readonly string[]): Promise<readonly string[]> {
  const files = (await readdir(assembly)).filter((name) => name.endsWith(TEMPLATE));
  const stacks = files.map((name) => name.slice(0, -TEMPLATE.length)).filter((stack) => !deployed.includes(stack));
  const known = new Set((await Promise.all(deployed.map((stack) => typesOf(assembly, stack)))).flat());
  return Promise.all(
    stacks.sort().map(async (stack) => {
      const own = (await typesOf(assembly, stack)).filter((type) => !known.has(type));
      return `${stack}${own.length > 0 ? `, with ${own.join(", ")}` : ""}`;
    }),
  );
}
