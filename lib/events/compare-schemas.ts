import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "./json-schemas.ts";

function committedPaths(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(".json") && !path.startsWith("samples/"));
}

/**
 * Where the committed schemas differ from the generated ones.
 * @returns one line a file: missing, different, or no longer generated; empty where all is well
 */
export function schemaDifferences(directory: string, generated: readonly GeneratedFile[]): readonly string[] {
  const committed = committedPaths(directory);
  const differing = generated.flatMap(({ path, content }) => {
    if (!committed.includes(path)) return [`${path}: missing`];
    return readFileSync(join(directory, path), "utf8") === content ? [] : [`${path}: differs from the code`];
  });
  const left = committed.filter((path) => !generated.some((file) => file.path === path));
  return [...differing, ...left.map((path) => `${path}: no longer generated`)];
}
