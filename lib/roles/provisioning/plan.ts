/** What applying the mapping file to the table would change. */
import type { WrittenMapping } from "../../config/mapping-file.ts";
import type { MappingDefinition, RoleMapping } from "../role-mapping.ts";

type Field = Exclude<keyof MappingDefinition, "identityProvider" | "samlRole" | "environment">;

/** What may differ between file and table; identity provider, SAML role and environment say which mapping it is. */
const FIELDS: readonly Field[] = [
  "id",
  "iamRole",
  "owner",
  "purpose",
  "maximumSessionMinutes",
  "envelope",
  "protected",
  "optOut",
];

interface Difference {
  readonly field: Field;
  readonly before: MappingDefinition[Field];
  readonly after: MappingDefinition[Field];
}

export type PlannedChange =
  | { readonly action: "create"; readonly written: WrittenMapping }
  | {
      /** `restore-by-file`: it was retired; `restore`: it was pruned, and whoever applies asked for it by id. */
      readonly action: "change" | "restore-by-file" | "restore";
      readonly written: WrittenMapping;
      readonly mapping: RoleMapping;
      readonly differences: readonly Difference[];
    }
  | { readonly action: "retire"; readonly mapping: RoleMapping };

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** In the file and pruned: they stay pruned, since nobody asked for them by id. */
  readonly leftPruned: readonly { readonly written: WrittenMapping; readonly mapping: RoleMapping }[];
  readonly unchanged: number;
  /** Ids that were to be restored and belong to no pruned mapping of the file. */
  readonly notPruned: readonly string[];
}

const placeOf = ({ identityProvider, samlRole, environment }: MappingDefinition): string =>
  JSON.stringify([identityProvider, samlRole, environment]);

/**
 * What the file makes of the mapping. An opt-out that the file does not mention stays: it may have been given by hand, a
 * deployment must not take a safety away, and it ends on its day anyway. To end it sooner the file names an earlier day.
 */
export function definedBy({ definition }: WrittenMapping, { optOut }: Pick<RoleMapping, "optOut">): MappingDefinition {
  return definition.optOut === null ? { ...definition, optOut } : definition;
}

function differencesOf(mapping: RoleMapping, definition: MappingDefinition): readonly Difference[] {
  return FIELDS.flatMap((field) => {
    const [before, after] = [mapping[field], definition[field]];
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ field, before, after }];
  });
}

function planned(written: WrittenMapping, mapping: RoleMapping, restore: ReadonlySet<string>): PlannedChange | null {
  const differences = differencesOf(mapping, definedBy(written, mapping));
  const common = { written, mapping, differences };
  if (mapping.status === "retired") return { action: "restore-by-file", ...common };
  if (mapping.status === "pruned" && restore.has(mapping.id)) return { action: "restore", ...common };
  return differences.length > 0 ? { action: "change", ...common } : null;
}

/**
 * A pruned mapping stays pruned, whatever the file says of it: also when it leaves the file and comes back. Only its id in
 * `restore` brings it back.
 * @param written the mappings of the file
 * @param stored every mapping of the table
 * @param restore ids of pruned mappings that are to grant again
 */
export function planMappings(
  written: readonly WrittenMapping[],
  stored: readonly RoleMapping[],
  restore: readonly string[] = [],
): Plan {
  const byPlace = new Map(stored.map((mapping) => [placeOf(mapping), mapping]));
  const wanted = new Set(restore);
  const changes: PlannedChange[] = [];
  const leftPruned: Plan["leftPruned"][number][] = [];
  let unchanged = 0;
  for (const each of written) {
    const mapping = byPlace.get(placeOf(each.definition));
    const change = mapping ? planned(each, mapping, wanted) : ({ action: "create", written: each } as const);
    if (change) changes.push(change);
    else unchanged += 1;
    if (mapping?.status === "pruned" && change?.action !== "restore") leftPruned.push({ written: each, mapping });
  }
  const inFile = new Set(written.map(({ definition }) => placeOf(definition)));
  for (const mapping of stored) {
    const inForce = mapping.status === "active" || mapping.status === "stale";
    if (inForce && !inFile.has(placeOf(mapping))) changes.push({ action: "retire", mapping });
  }
  const restorable = new Set(
    stored.filter((each) => each.status === "pruned" && inFile.has(placeOf(each))).map(({ id }) => id),
  );
  return { changes, leftPruned, unchanged, notPruned: restore.filter((id) => !restorable.has(id)) };
}
