import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import type { SecretName, TableName } from "../../infra/pipeline/types.ts";
import { pipeline } from "../../infra/pipeline.ts";
import { resourceVariables } from "../../infra/variables.ts";

const HANDLERS = fileURLToPath(new URL("../../handlers", import.meta.url));
const VARIABLE = /"([A-Z_]+_(?:TABLE|SECRET|NAME|BUCKET))"/g;

const any = <Name extends string>() => new Proxy({}, { get: () => "any" }) as Record<Name, string>;
const others = { eventBus: "any", evidenceBucket: "any", headBucket: "any", sealingKey: "any" };
const names = { tables: any<TableName>(), secrets: any<SecretName>(), ...others };

/** The resource variables that the handler's own files name. */
function variablesRead(name: string): readonly string[] {
  const files = readdirSync(`${HANDLERS}/${name}`).filter((file) => file.endsWith(".ts"));
  const source = files.map((file) => readFileSync(`${HANDLERS}/${name}/${file}`, "utf8")).join("\n");
  return [...new Set([...source.matchAll(VARIABLE)].map(([, variable = ""]) => variable))].sort();
}

test("every handler is in the pipeline, and everything in the pipeline has a handler", () => {
  const folders = readdirSync(HANDLERS).filter((name) => existsSync(`${HANDLERS}/${name}/handler.ts`));
  expect(folders.sort()).toEqual(pipeline.functions.map(({ name }) => name).sort());
});

test.each(pipeline.functions.map(({ name, uses }) => [name, uses] as const))(
  "%s reads the variables of what it may use: none is missing, and nothing is granted in vain",
  (name, uses) => {
    expect(variablesRead(name)).toEqual(Object.keys(resourceVariables(uses, names)).sort());
  },
);
