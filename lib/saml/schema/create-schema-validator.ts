import type { StageFile } from "../../config/schema.ts";
import { createLibxml2WasmValidator } from "./libxml2-wasm-validator.ts";
import { createNodeXmllintValidator } from "./node-xmllint-validator.ts";
import type { SchemaValidator } from "./schema-validator.ts";

/** The validator that the stage file names. Made once a process: each has a start-up cost. */
export function createSchemaValidator(name: StageFile["schemaValidator"]): SchemaValidator {
  return name === "node-xmllint" ? createNodeXmllintValidator() : createLibxml2WasmValidator();
}
