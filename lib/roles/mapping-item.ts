/** How a role mapping lies in its table: keyed by where the role comes from, and the environment it is for. */
import * as z from "zod";
import type { RoleMapping } from "./role-mapping.ts";

export interface MappingKey {
  /** `<identity provider>#<SAML role>`: a provider's id holds no `#`, so no two pairs share a key. */
  readonly source: string;
  readonly environment: string;
}

export function mappingKey(identityProvider: string, samlRole: string, environment: string): MappingKey {
  return { source: `${identityProvider}#${samlRole}`, environment };
}

const instant = z.iso.datetime({ precision: 3 });

/** What is null is not stored, so that a condition on it is one on the attribute's presence. */
const nullWhereAbsent = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);

/** Items from before a field was kept lack it, and read as its default. */
const storedMapping: z.ZodType<RoleMapping> = z.object({
  id: z.string(),
  identityProvider: z.string(),
  samlRole: z.string(),
  environment: z.string(),
  iamRole: z.string(),
  owner: z.string(),
  purpose: z.string(),
  maximumSessionMinutes: z.int().min(15).max(60).default(60),
  envelope: nullWhereAbsent(z.string().max(2048)),
  protected: z.boolean().default(false),
  optOut: nullWhereAbsent(z.object({ reason: z.string(), until: instant, by: z.string() })),
  createdAt: nullWhereAbsent(instant),
  lastGrantedAt: nullWhereAbsent(instant),
  lastUsedAt: nullWhereAbsent(instant),
  lastWouldHaveMatchedAt: nullWhereAbsent(instant),
  status: z.enum(["active", "stale", "pruned", "retired"]),
  stale: nullWhereAbsent(z.object({ markedAt: instant, pruneAfter: instant })),
  prunedAt: nullWhereAbsent(instant),
  restoredAt: nullWhereAbsent(instant),
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

/** The item of a new mapping. */
export function mappingItem(mapping: RoleMapping): Record<string, unknown> {
  const present = Object.entries(mapping).filter(([, value]) => value !== null);
  return {
    ...mappingKey(mapping.identityProvider, mapping.samlRole, mapping.environment),
    ...Object.fromEntries(present),
  };
}
