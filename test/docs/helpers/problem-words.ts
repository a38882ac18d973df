/** Where a `problem` of a refusal takes its word from: a literal, a parameter, a row of a table, or an error that carries it. */
import ts from "typescript";
import { ANY, nodesOf, type Source, textsOf } from "./syntax.ts";

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

/** The words of one `problem`; none where it only passes on the word of another refusal. */
export function wordsOf(
  problem: ts.ObjectLiteralElementLike,
  source: Source,
  sources: readonly Source[],
): readonly string[] {
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
