/** Which problem words the sources can give within which reason, read from their syntax: nothing is run. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { wordsOf } from "./problem-words.ts";
import { ANY, nodesOf, property, type Source, textsOf } from "./syntax.ts";

/** A word as the source spells it; `*` stands for a part that is only known when it runs. */
export interface Refusal {
  readonly reason: string;
  readonly problem: string;
  /** Where it stands, for the message of a failing test. */
  readonly file: string;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The reason beside a detail: the first argument of the call that takes it, or a verdict in the same object. */
function reasonsOf(detail: ts.ObjectLiteralExpression): readonly string[] {
  const verdict = property(detail, "verdict");
  if (verdict && ts.isPropertyAssignment(verdict)) return textsOf(verdict.initializer);
  const call = detail.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return ANY;
  const [reason] = call.arguments ?? [];
  return reason && reason !== detail ? textsOf(reason) : ANY;
}

function refusalsIn(source: Source, sources: readonly Source[]): Refusal[] {
  const { file, nodes } = source;
  return nodes.filter(ts.isObjectLiteralExpression).flatMap((detail) => {
    const problem = property(detail, "problem");
    if (!problem) return [];
    const words = wordsOf(problem, source, sources);
    if (words.includes("*"))
      throw new Error(`${file}: a problem word that cannot be read from the source; write it out`);
    return reasonsOf(detail).flatMap((reason) => words.map((word) => ({ reason, problem: word, file })));
  });
}

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const file = join(folder, name);
      const text = readFileSync(join(ROOT, file), "utf8");
      return { file, nodes: nodesOf(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)) };
    });
}

/** A window's verdict is passed on with a prefix that says whose window it was: `conditions-` + `not-before`. */
function prefixed(passedOn: Refusal, verdicts: readonly Refusal[]): Refusal[] {
  return verdicts.map(({ reason, problem }) => ({
    ...passedOn,
    reason,
    problem: passedOn.problem.replace("*", problem),
  }));
}

/**
 * Each pair of reason and problem that `lib/saml` and `handlers/acs` can refuse with.
 * @throws Error for a problem whose word no syntax tells: it would be missing from the list
 */
export function everyRefusal(): readonly Refusal[] {
  const sources = [...sourcesIn("lib/saml"), ...sourcesIn("handlers/acs")];
  const found = sources.flatMap((source) => refusalsIn(source, sources));
  const isVerdict = ({ file }: Refusal) => file.endsWith("window.ts");
  const isPassedOn = ({ reason, problem }: Refusal) => reason === "*" && problem.endsWith("-*");
  return found
    .filter((each) => !isVerdict(each))
    .flatMap((each) => (isPassedOn(each) ? prefixed(each, found.filter(isVerdict)) : [each]));
}

/** Whether a word is the one of the refusal, or one that it can be. */
export function isWordOf(word: string, { problem }: Refusal): boolean {
  const pattern = problem.replaceAll("*", "[a-z]+(?:-[a-z]+)*");
  return new RegExp(`^${pattern}$`).test(word);
}
