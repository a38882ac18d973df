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

/** What calls in this file hand to the parameter of that name of the function around `node`. */
function argumentsFor(node: ts.Node, name: string, all: readonly ts.Node[]): readonly string[] {
  let around: ts.Node | undefined = node;
  while (around && !ts.isFunctionDeclaration(around)) around = around.parent;
  const called = around?.name?.text;
  const index = around?.parameters.findIndex((each) => ts.isIdentifier(each.name) && each.name.text === name) ?? -1;
  if (called === undefined || index < 0) return ANY;
  return all.flatMap((each) => {
    if (!ts.isCallExpression(each) || !ts.isIdentifier(each.expression) || each.expression.text !== called) return [];
    const argument = each.arguments[index];
    return argument ? textsOf(argument) : [];
  });
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

function refusalsIn(file: string): Refusal[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest, true);
  const all = nodesOf(source);
  return all.filter(ts.isObjectLiteralExpression).flatMap((detail) => {
    const problem = property(detail, "problem");
    if (!problem) return [];
    const problems = ts.isPropertyAssignment(problem)
      ? textsOf(problem.initializer)
      : argumentsFor(problem, "problem", all);
    return reasonsOf(detail).flatMap((reason) => problems.map((word) => ({ reason, problem: word, file })));
  });
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** A window's verdict is passed on with a prefix that says whose window it was: `conditions-` + `not-before`. */
function prefixed(passedOn: Refusal, verdicts: readonly Refusal[]): Refusal[] {
  return verdicts.map(({ reason, problem }) => ({
    ...passedOn,
    reason,
    problem: passedOn.problem.replace("*", problem),
  }));
}

/** Each pair of reason and problem that `lib/saml` and `handlers/acs` can refuse with. */
export function everyRefusal(): readonly Refusal[] {
  const found = [...sourcesIn("lib/saml"), ...sourcesIn("handlers/acs")].flatMap(refusalsIn);
  const known = found.filter(({ problem }) => problem !== "*");
  const isVerdict = ({ file }: Refusal) => file.endsWith("window.ts");
  const isPassedOn = ({ reason, problem }: Refusal) => reason === "*" && problem.endsWith("-*");
  return known
    .filter((each) => !isVerdict(each))
    .flatMap((each) => (isPassedOn(each) ? prefixed(each, known.filter(isVerdict)) : [each]));
}

/** Whether a word is the one of the refusal, or one that it can be. */
export function isWordOf(word: string, { problem }: Refusal): boolean {
  const pattern = problem.replaceAll("*", "[a-z]+(?:-[a-z]+)*");
  return new RegExp(`^${pattern}$`).test(word);
}
