/**
 * Writes the JSON Schemas into `schemas/`: `npm run schemas`. With `--check` it writes nothing and exits with 1 where what
 * is committed differs, so that the contract that other teams read never lags behind the code.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { schemaDifferences } from "./compare-schemas.ts";
import { generatedSchemas } from "./json-schemas.ts";

const directory = fileURLToPath(new URL("../../schemas", import.meta.url));
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const generated = generatedSchemas();

if (values.check) {
  const differences = schemaDifferences(directory, generated);
  for (const difference of differences) console.error(`schemas/${difference}`);
  if (differences.length > 0) {
    console.error("run `npm run schemas` and commit the result; a released version never changes its meaning");
    process.exitCode = 1;
  }
} else {
  for (const { path, content } of generated) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  console.log(`wrote ${generated.length} schemas`);
}
