/** The contract as other teams have it: the files in `schemas/`, read from disk. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const SCHEMAS = fileURLToPath(new URL("../../../schemas", import.meta.url));

export interface ContractFile {
  /** `login-failed.v1`. */
  readonly name: string;
  readonly content: Record<string, unknown>;
}

function files(directory: string): readonly ContractFile[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .map((file) => ({
      name: file.replace(/\.json$/, ""),
      content: JSON.parse(readFileSync(`${directory}/${file}`, "utf8")) as Record<string, unknown>,
    }));
}

export const eventSchemas = () => files(SCHEMAS);
export const samples = () => files(`${SCHEMAS}/samples`);
