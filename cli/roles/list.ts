import { parseArgs } from "node:util";
import { csv } from "../../lib/csv/write-csv.ts";
import { printable } from "../../lib/events/printable.ts";
import { mappingKey } from "../../lib/roles/mapping-item.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { readUsage, type Usage } from "../../lib/roles/usage/usage-days.ts";
import { type Surroundings, UsageError } from "../command.ts";
import { table } from "../demo/table.ts";
import { STACK_OPTIONS } from "../stack.ts";
import { withRoles } from "./parts.ts";

const DAY = 86_400_000;

/** How far back uses and people are counted. */
const DAYS = 30;

/** Mappings whose use is read at the same time. */
const AT_ONCE = 20;

interface Row {
  readonly mapping: RoleMapping;
  readonly usage: Usage;
}

const lastUseOf = ({ lastGrantedAt, lastUsedAt }: RoleMapping): string =>
  [lastGrantedAt ?? "", lastUsedAt ?? ""].sort().at(-1) ?? "";

const usesOf = ({ granted, issued }: Usage): number => granted + issued;

/** Most used first; what is used alike by the latest use, then by id. */
function mostUsedFirst(a: Row, b: Row): number {
  const byUse = usesOf(b.usage) - usesOf(a.usage);
  if (byUse !== 0) return byUse;
  const [lastA, lastB] = [lastUseOf(a.mapping), lastUseOf(b.mapping)];
  if (lastA !== lastB) return lastA > lastB ? -1 : 1;
  return a.mapping.id < b.mapping.id ? -1 : 1;
}

const counted = (count: number, { atLeast }: Usage): string => (atLeast ? `${count}+` : String(count));

function statusOf({ mapping, usage }: Row, now: Date): string {
  const { status, stale, prunedAt, optOut } = mapping;
  if (status === "stale") return `stale, pruned after ${stale?.pruneAfter.slice(0, 10) ?? "?"}`;
  if (status === "pruned") {
    const refused = usage.withheld > 0 ? `, ${counted(usage.withheld, usage)} refused in ${DAYS} days` : "";
    return `pruned ${prunedAt?.slice(0, 10) ?? ""}${refused}`;
  }
  const kept = [
    ...(mapping.protected ? ["protected"] : []),
    ...(optOut && new Date(optOut.until) > now ? [`opted out until ${optOut.until.slice(0, 10)}`] : []),
  ];
  return kept.length > 0 ? `${status}, ${kept.join(", ")}` : status;
}

const HEAD = ["mapping", "environment", "SAML role", "owner", "last use", "uses", "people", "age", "status"] as const;

function cells({ mapping, usage }: Row, now: Date): readonly string[] {
  const { id, environment, samlRole, owner, createdAt } = mapping;
  const age = createdAt === null ? "unknown" : `${Math.floor((now.getTime() - Date.parse(createdAt)) / DAY)} days`;
  return [
    id,
    environment,
    printable(samlRole, 40),
    printable(owner, 40),
    lastUseOf(mapping).slice(0, 16).replace("T", " ") || "never",
    counted(usesOf(usage), usage),
    counted(usage.people, usage),
    age,
    statusOf({ mapping, usage }, now),
  ];
}

async function readRows(mappings: readonly RoleMapping[], read: (mapping: RoleMapping) => Promise<Usage>) {
  const rows: Row[] = [];
  for (let start = 0; start < mappings.length; start += AT_ONCE) {
    const some = mappings.slice(start, start + AT_ONCE);
    rows.push(...(await Promise.all(some.map(async (mapping) => ({ mapping, usage: await read(mapping) })))));
  }
  return rows.sort(mostUsedFirst);
}

/** `samltrail roles list`. */
export async function listRoles(args: readonly string[], { out, now }: Surroundings): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...STACK_OPTIONS,
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      csv: { type: "boolean", default: false },
    },
  });
  if (values.json && values.csv) throw new UsageError("expected --json or --csv, not both");
  const from = new Date(now.getTime() - DAYS * DAY);
  const rows = await withRoles(values, async ({ client, store, usageTable }) => {
    const shown = (await store.all()).filter(({ status }) => values.all || status !== "retired");
    return readRows(shown, ({ identityProvider, samlRole, environment }) =>
      readUsage(client, usageTable, mappingKey(identityProvider, samlRole, environment), from),
    );
  });
  const text = rows.map((row) => cells(row, now));
  if (values.json) {
    const listed = rows.map(({ mapping, usage }) => ({ ...mapping, usage: { sinceDays: DAYS, ...usage } }));
    out(JSON.stringify(listed, null, 2));
  } else if (values.csv) out(csv(HEAD, text));
  else
    out(rows.length > 0 ? table(HEAD, text) : "no role mappings: samltrail roles apply puts those of the file there");
  return 0;
}
