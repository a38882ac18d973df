/** What the demo prints: parts, and below each what was checked, with what came of it. */
import { table } from "../table.ts";

/** What a run decided on a mapping; the words of Role Mappings Reviewed, and of `samltrail roles prune --json`. */
export interface Decided {
  readonly mappingId: string;
  readonly decision: string;
  readonly safety: string | null;
  readonly detail: string;
}

/** By mapping id, such as `mark` or `keep last-way-in`. */
export type ExpectedDecisions = Readonly<Record<string, string>>;

export interface Report {
  part(title: string): void;
  say(text: string): void;
  /** Prints the text with a mark; where it does not hold, it is one of the problems. */
  check(holds: boolean, text: string): void;
  /** Prints a line a decision, and holds each against what it must be. No other mapping may have one. */
  decisions(run: string, found: readonly Decided[], expected: ExpectedDecisions): void;
  /** All decisions by mapping and run, and how many checks there were. */
  summarize(): void;
  /** What is not as it must be, each with the part it was in. */
  readonly problems: readonly string[];
}

const wordsOf = ({ decision, safety }: Decided): string => (safety === null ? decision : `${decision} ${safety}`);

export function createReport(print: (text: string) => void): Report {
  const problems: string[] = [];
  const runs = new Map<string, ReadonlyMap<string, string>>();
  let [parts, checked, current] = [0, 0, ""];

  function check(holds: boolean, text: string): void {
    checked += 1;
    if (!holds) problems.push(`${current}: ${text}`);
    print(`   ${holds ? "✓" : "✗ WRONG"} ${text}`);
  }

  return {
    problems,
    part(title) {
      parts += 1;
      current = title;
      print(`\n${parts}  ${title}`);
    },
    say: (text) => print(text.replace(/^/gm, "   ")),
    check,
    decisions(run, found, expected) {
      runs.set(run, new Map(found.map((each) => [each.mappingId, wordsOf(each)])));
      const width = Math.max(...found.map(({ mappingId }) => mappingId.length), 0);
      for (const each of found) {
        const wanted = expected[each.mappingId] ?? "none";
        const words = wordsOf(each);
        const right = words === wanted;
        const instead = right ? "" : `  (must be: ${wanted})`;
        check(right, `${each.mappingId.padEnd(width)}  ${words.padEnd(28)}  ${each.detail}${instead}`);
      }
      for (const [id, wanted] of Object.entries(expected)) {
        if (!found.some(({ mappingId }) => mappingId === id)) check(false, `${id}: no decision  (must be: ${wanted})`);
      }
    },
    summarize() {
      const ids = [...new Set([...runs.values()].flatMap((decided) => [...decided.keys()]))].sort();
      const rows = ids.map((id) => [id, ...[...runs.values()].map((decided) => decided.get(id) ?? "")]);
      print(`\n${table(["mapping", ...runs.keys()], rows)}`);
      const verdict = problems.length === 0 ? "and all as it must be" : `${problems.length} of them wrong`;
      print(`\n${checked} checked, ${verdict}.`);
    },
  };
}
