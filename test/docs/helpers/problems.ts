/** Which problem words the sources can give within which reason, read from their syntax: nothing is run. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** A word as the source spells it; `*` stands for a part that is only known when it runs. */
export interface Refusal {
  readonly reason: string;
  readonly problem: string;
  /** Where it stands, for the message of a failing test. */
  readonly file: string;
}

interface Source {
  readonly file: string;
  readonly nodes: readonly ts.Node[];
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const ANY = ["*"];

/** Every text that an expression can be, as far as its syntax tells. */
function textsOf(expression: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) return textsOf(expression.expression);
  if (ts.isConditionalExpression(expression))
    return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
  if (!ts.isTemplateExpression(expression)) return ANY;
  return expression.templateSpans.reduce<readonly string[]>(
    (texts, span) => texts.flatMap((text) => textsOf(span.expression).map((part) => text + part + span.literal.text)),
    [expression.head.text],
  );
}

function nodesOf(root: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  root.forEachChild((child) => {
    children.push(child, ...nodesOf(child));
  });
  return children;
}

function property(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | undefined {
  return object.properties.find(
    (each) => each.name !== undefined && ts.isIdentifier(each.name) && each.name.text === name,
  );
}

function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  let around: ts.Node | undefined = node.parent;
  while (around && !ts.isFunctionLike(around)) around = around.parent;
  return around as ts.FunctionLikeDeclaration | undefined;
}

/** What calls in this file hand to the parameter of that name of the function around `node`. */
function argumentsFor(node: ts.Node, name: string, all: readonly ts.Node[]): readonly string[] {
  const around = functionAround(node);
  const called = around?.name && ts.isIdentifier(around.name) ? around.name.text : undefined;
  const index = around?.parameters.findIndex((each) => ts.isIdentifier(each.name) && each.name.text === name) ?? -1;
  if (called === undefined || index < 0) return [];
  return all.flatMap((each) => {
    if (!ts.isCallExpression(each) || !ts.isIdentifier(each.expression) || each.expression.text !== called) return [];
    const argument = each.arguments[index];
    return argument ? textsOf(argument) : [];
  });
}

/** The texts at its place in the rows of a table: `const [what, problem] = TABLE.find(…)` in the function around `node`. */
function rowsFor(node: ts.Node, name: string, all: readonly ts.Node[]): readonly string[] {
  const bindings = nodesOf(functionAround(node) ?? node).filter(ts.isArrayBindingPattern);
  return bindings.flatMap(({ elements, parent }) => {
    const index = elements.findIndex((each) => each.getText() === name);
    const from = ts.isVariableDeclaration(parent) && index >= 0 ? parent.initializer : undefined;
    const named = from ? [from, ...nodesOf(from)].filter(ts.isIdentifier).map(({ text }) => text) : [];
    return all.flatMap((each) => {
      if (!ts.isVariableDeclaration(each) || !named.includes(each.name.getText())) return [];
      const rows = each.initializer && ts.isArrayLiteralExpression(each.initializer) ? each.initializer.elements : [];
      return rows.flatMap((row) => {
        const cell = ts.isArrayLiteralExpression(row) ? row.elements[index] : undefined;
        return cell ? textsOf(cell) : ANY;
      });
    });
  });
}

/** The first arguments that any source makes an error with of a class that the function around `node` asks for. */
function carriedTo(node: ts.Node, sources: readonly Source[]): readonly string[] {
  const around = functionAround(node);
  const asked = (around ? nodesOf(around) : []).flatMap((each) =>
    ts.isBinaryExpression(each) && each.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
      ? [each.right.getText()]
      : [],
  );
  return sources.flatMap(({ nodes }) =>
    nodes.flatMap((each) => {
      if (!ts.isNewExpression(each) || !asked.includes(each.expression.getText())) return [];
      const [word] = each.arguments ?? [];
      return word ? textsOf(word) : [];
    }),
  );
}

/** The reason beside a detail: the first argument of the call that takes it, or a verdict in the same object. */
function reasonsOf(detail: ts.ObjectLiteralExpression): readonly string[] {
  const verdict = property(detail, "verdict");
  if (verdict && ts.isPropertyAssignment(verdict)) return textsOf(verdict.initializer);
  const call = detail.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return ANY;
  const [reason] = call.arguments ?? [];
  return reason && reason !== detail ? textsOf(reason) : ANY;
}

/** The words of one `problem`; none where it only passes on the word of another refusal. */
function wordsOf(problem: ts.ObjectLiteralElementLike, source: Source, sources: readonly Source[]): readonly string[] {
  if (ts.isShorthandPropertyAssignment(problem)) {
    const ways = [
      argumentsFor(problem, "problem", source.nodes),
      rowsFor(problem, "problem", source.nodes),
      carriedTo(problem, sources),
    ];
    return ways.find((words) => words.length > 0) ?? ANY;
  }
  if (!ts.isPropertyAssignment(problem)) return ANY;
  const words = textsOf(problem.initializer);
  const passesOn = nodesOf(problem.initializer).some((each) => each.getText().endsWith(".problem"));
  return passesOn && words.includes("*") ? [] : words;
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
