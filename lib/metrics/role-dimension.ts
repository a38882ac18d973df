import { OTHER_ROLE } from "./definitions.ts";

/** The value of the role dimension for a mapping. */
export type RoleDimension = (mappingId: string) => string;

/**
 * Names the first mappings of the configuration's file, up to the limit, and calls the rest `other`. The order of the file
 * decides, not the order in which roles turn up, so every process and every day names the same ones.
 */
export function roleDimension(mappings: readonly { readonly id: string }[], limit: number): RoleDimension {
  const ids = [...new Set(mappings.map(({ id }) => id))];
  const named = new Set(ids.slice(0, limit));
  return (mappingId) => (named.has(mappingId) ? mappingId : OTHER_ROLE);
}
