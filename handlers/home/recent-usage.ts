/**
 * How mappings were used, as it was a few minutes ago: it is the same for everybody who has the role, and reading a month of it
 * costs more than all the rest of the page.
 */
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import type { Usage } from "../../lib/roles/usage/usage-days.ts";

type UsageOf = (mapping: RoleMapping, from: Date) => Promise<Usage>;

const FRESH_MILLISECONDS = 10 * 60_000;

/** More than a stage has mappings. */
const MAXIMUM_REMEMBERED = 2_000;

/** Remembers what it read, by mapping; what could not be read is read again. */
export function recentUsage(read: UsageOf): UsageOf {
  const known = new Map<string, { readonly from: number; readonly usage: Promise<Usage> }>();
  return (mapping, from) => {
    const { identityProvider, samlRole, environment } = mapping;
    const key = JSON.stringify([identityProvider, samlRole, environment]);
    const there = known.get(key);
    if (there && Math.abs(from.getTime() - there.from) < FRESH_MILLISECONDS) return there.usage;
    if (known.size >= MAXIMUM_REMEMBERED) known.clear();
    const usage = read(mapping, from);
    known.set(key, { from: from.getTime(), usage });
    usage.catch(() => known.delete(key));
    return usage;
  };
}
