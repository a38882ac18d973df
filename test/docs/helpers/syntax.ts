/** A source as its syntax shows it. */
import ts from "typescript";

export interface Source {
  readonly file: string;
  readonly nodes: readonly ts.Node[];
}

/** What is only known when the code runs. */
export const ANY = ["*"];

/** Every text that an expression can be, as far as its syntax tells. */
export function textsOf(expression: ts.Expression): readonly string[] {
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

export function nodesOf(root: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  root.forEachChild((child) => {
    children.push(child, ...nodesOf(child));
  });
  return children;
}

export function property(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | undefined {
  return object.properties.find(
    (each) => each.name !== undefined && ts.isIdentifier(each.name) && each.name.text === name,
  );
}
