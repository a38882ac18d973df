/** A plan in words, a line or two a mapping, safe for a terminal. */
import type { WrittenMapping } from "../../lib/config/mapping-file.ts";
import { printable } from "../../lib/events/printable.ts";
import type { Plan, PlannedChange } from "../../lib/roles/provisioning/plan.ts";
import type { MappingDefinition } from "../../lib/roles/role-mapping.ts";

const WORDS = {
  create: "+ create",
  change: "~ change",
  restore: "^ restore",
  "restore-by-file": "^ bring back",
  retire: "- retire",
} as const satisfies Record<PlannedChange["action"], string>;

const placeOf = ({ file, line }: WrittenMapping): string => `${printable(file)}:${line}`;

function whatOf({ id, identityProvider, samlRole, environment, iamRole }: MappingDefinition): string {
  return printable(`${id}: ${samlRole} of ${identityProvider} in ${environment} > ${iamRole}`, 400);
}

function inWords(value: unknown): string {
  if (value === null) return "none";
  return printable(typeof value === "string" ? value : JSON.stringify(value), 300);
}

/** One change, as it is planned or was made. */
export function describeChange(change: PlannedChange): readonly string[] {
  const word = WORDS[change.action];
  if (change.action === "retire") return [`${word} ${whatOf(change.mapping)}`, "    the file has it no more"];
  const { written } = change;
  const head = [`${word} ${whatOf(written.definition)}`, `    ${placeOf(written)}`];
  if (change.action === "create") return head;
  const differences = change.differences.map(
    ({ field, before, after }) => `    ${field}: ${inWords(before)} > ${inWords(after)}`,
  );
  const pruned = change.action === "change" && change.mapping.status === "pruned";
  return [...head, ...differences, ...(pruned ? ["    it stays pruned"] : [])];
}

function describePruned({ written, mapping }: Plan["leftPruned"][number]): readonly string[] {
  const { id, prunedAt, lastWouldHaveMatchedAt } = mapping;
  const missed =
    lastWouldHaveMatchedAt === null ? "nobody asked for it since" : `last asked for ${lastWouldHaveMatchedAt}`;
  return [
    `! pruned ${whatOf(written.definition)}`,
    `    ${placeOf(written)}`,
    `    pruned ${prunedAt ?? "before that was kept"}, ${missed}. Applying the file does not bring it back:`,
    `    say --restore ${id}, or take it out of the file`,
  ];
}

const ORDER: readonly PlannedChange["action"][] = ["create", "change", "restore-by-file", "restore", "retire"];

/** One line that counts. */
function summarizePlan({ changes, leftPruned, unchanged }: Plan): string {
  const counts = ORDER.flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} to ${WORDS[action].slice(2)}`];
  });
  const planned = counts.length === 0 ? "nothing to change" : counts.join(", ");
  const pruned = leftPruned.length === 0 ? "" : `, ${leftPruned.length} in the file stay pruned`;
  return `${planned}; ${unchanged} as the file has them${pruned}`;
}

export function describePlan(plan: Plan): readonly string[] {
  return [...plan.changes.flatMap(describeChange), ...plan.leftPruned.flatMap(describePruned), summarizePlan(plan)];
}

/** For programs. */
export function planAsJson({ changes, leftPruned, unchanged }: Plan): object {
  return {
    changes: changes.map((change) => {
      const { id, identityProvider, samlRole, environment, iamRole } =
        change.action === "retire" ? change.mapping : change.written.definition;
      return {
        action: change.action,
        id,
        identityProvider,
        samlRole,
        environment,
        iamRole,
        place: change.action === "retire" ? null : { file: change.written.file, line: change.written.line },
        differences: "differences" in change ? change.differences : [],
      };
    }),
    leftPruned: leftPruned.map(({ written, mapping }) => ({
      id: mapping.id,
      prunedAt: mapping.prunedAt,
      lastWouldHaveMatchedAt: mapping.lastWouldHaveMatchedAt,
      place: { file: written.file, line: written.line },
    })),
    unchanged,
  };
}
