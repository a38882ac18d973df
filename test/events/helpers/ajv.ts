/** ajv over the committed schemas: it shares no code with zod, and reads the files that other teams read. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { eventSchemas } from "./contract-files.ts";

// The only format used is date-time, and a pattern beside it says the same.
const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { "date-time": true } });
const validators = new Map(eventSchemas().map(({ name, content }) => [name, ajv.compile(content)]));

/** @param name of the schema file without its ending: `login-failed.v1` */
export function validator(name: string): ValidateFunction {
  const found = validators.get(name);
  if (!found) throw new Error(`there is no committed schema ${name}`);
  return found;
}
