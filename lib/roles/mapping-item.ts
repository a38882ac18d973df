/** How a role mapping lies in its table: keyed by where the role comes from, and the environment it is for. */
import { z } from "zod";
import type { RoleMapping } from "./role-mapping.ts";

export interface MappingKey {
  /** `<identity provider>#<SAML role>`: a provider's id holds no `#`, so no two pairs share a key. */
  readonly source: string;
  readonly environment: string;
}

export function mappingKey(identityProvider: string, samlRole: string, environment: string): MappingKey {
  return { source: `${identityProvider}#${samlRole}`, environment };
}

const storedMapping: z.ZodType<RoleMapping> = z.object({
  id: z.string(),
  identityProvider: z.string(),
  samlRole: z.string(),
  environment: z.string(),
  iamRole: z.string(),
  owner: z.string(),
  purpose: z.string(),
  status: z.enum(["active", "stale", "pruned"]),
  revision: z.int(),
});

/** @throws Error where an item is not a mapping: what cannot be understood grants nothing. */
export function readMapping(item: Record<string, unknown>): RoleMapping {
  const result = storedMapping.safeParse(item);
  if (result.success) return result.data;
  throw new Error(`the role mapping ${item.source} in ${item.environment} is not of its shape`, {
    cause: result.error,
  });
}
