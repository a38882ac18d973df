/** The attacks as `docs/validation.md` shows them. */
import type { Attack, Behind } from "./attack.ts";
import { FAMILIES } from "./families.ts";
import { AS_ADA, AS_EVE } from "./ingredients.ts";

/** Between these lines of the page. */
export const BEGIN = "<!-- The tables below are written by `npx tsx test/attacks/write-table.ts`. -->";
export const END = "<!-- The end of the tables. -->";

function words(behind: Behind | undefined): string {
  if (behind === undefined) return "";
  if (!("admits" in behind)) return `${behind.step}: ${behind.reason} (${behind.problem})`;
  if (behind.admits === AS_ADA) return "**nothing: Ada gets in**";
  return behind.admits === AS_EVE ? "Eve gets in as herself" : `${behind.admits} gets in`;
}

const cell = (text: string) => text.replaceAll("|", "\\|");

function row({ name, description, reference, stoppedBy, behindIt, withoutInspection }: Attack): string {
  const { guard, step, reason, problem } = stoppedBy;
  const by = guard === `step ${step}` ? "" : `${guard}: `;
  const cells = [
    `\`${name}\``,
    description,
    reference ?? "",
    `${by}${step}: ${reason} (${problem})`,
    words(behindIt),
    words(withoutInspection),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

export function attackTables(): string {
  const tables = FAMILIES.map(({ title, attacks }) =>
    [
      `### ${title}`,
      "",
      "| attack | what Eve does | source | stopped by | without that guard | without inspection |",
      "|---|---|---|---|---|---|",
      ...attacks.map(row),
    ].join("\n"),
  );
  return tables.join("\n\n");
}
