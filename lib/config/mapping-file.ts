/** The role mapping file of a stage, each mapping with the place it is written at. */
import { dirname, isAbsolute, join } from "node:path";
import { definitionOf, type MappingDefinition } from "../roles/role-mapping.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { lentRoleFaults, mappingFaults } from "./cross-checks.ts";
import { type LentRoleEntry, roleMappingsSchema, type StageFile, stageSchema } from "./schema.ts";
import { fitToSchema } from "./schema-faults.ts";
import { readYaml } from "./yaml-source.ts";

export interface WrittenMapping {
  readonly definition: MappingDefinition;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface StageMappings {
  readonly stage: StageFile;
  readonly written: readonly WrittenMapping[];
}

export interface MappingFile {
  readonly mappings: readonly WrittenMapping[];
  /** What the mapped roles may do, where the deployment makes them. */
  readonly roles: readonly LentRoleEntry[];
}

/**
 * @param stageFile path of the stage file, from which the mapping file's own path counts
 * @throws ConfigurationError with every fault of the mapping file
 */
export function readMappingFile(stageFile: string, stage: StageFile, now: Date): MappingFile {
  const named = stage.roleMappings;
  const file = isAbsolute(named) ? named : join(dirname(stageFile), named);
  const source = readYaml(file, "the role mapping file");
  const { mappings, roles } = fitToSchema(source, roleMappingsSchema);
  const faults = [...mappingFaults(source, mappings, stage, now), ...lentRoleFaults(source, roles, mappings)];
  if (faults.length > 0) throw new ConfigurationError(faults);
  const written = mappings.map((entry, index) => ({
    definition: definitionOf(entry),
    file,
    line: source.fault(["mappings", index], "").line ?? 1,
  }));
  return { mappings: written, roles };
}

/**
 * The mappings of a stage without its trust material, for who changes the table and signs nobody in.
 * @throws ConfigurationError with every fault of the stage file, or of the mapping file
 */
export function readStageMappings(stageFile: string, now: Date): StageMappings {
  const stage = fitToSchema(readYaml(stageFile, "the stage file"), stageSchema);
  return { stage, written: readMappingFile(stageFile, stage, now).mappings };
}
