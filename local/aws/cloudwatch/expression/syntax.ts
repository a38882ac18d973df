/** CloudWatch's metric math as a tree. (CloudWatch user guide, "Using math expressions with CloudWatch metrics".) */
import { AwsError } from "../../aws-error.ts";

export type Operator = "==" | "!=" | "<=" | ">=" | "<" | ">" | "+" | "-" | "*" | "/" | "^";

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  /** Another query's id, or a word that a function knows (`REPEAT`). */
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly given: readonly Expression[] }
  | {
      readonly kind: "operation";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_]\w*)|'([^']*)'|"([^"]*)"|(==|!=|<=|>=|[-+*/^<>(),[\]]))/y;

type Token =
  | { readonly kind: "number" | "name" | "text" | "sign"; readonly text: string }
  | { readonly kind: "end"; readonly text: "the end" };

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = source.trim();
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [, number, name, single, double, sign] = TOKEN.exec(text) ?? [];
    if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (single !== undefined || double !== undefined) tokens.push({ kind: "text", text: single ?? double ?? "" });
    else throw invalid(source, `${JSON.stringify(text.slice(at, at + 20))} is not understood`);
  }
  return [...tokens, { kind: "end", text: "the end" }];
}

export function invalid(expression: string, why: string): AwsError {
  return new AwsError("ValidationError", `Error in expression ${JSON.stringify(expression.slice(0, 200))}: ${why}`);
}

/** From what binds least to what binds most. */
const BINDING: readonly (readonly Operator[])[] = [["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"], ["^"]];

/** @throws AwsError ValidationError that says what is not understood */
export function parseExpression(source: string): Expression {
  const tokens = tokensOf(source);
  let position = 0;
  const next = (): Token => tokens[position] ?? { kind: "end", text: "the end" };

  function take(sign: string): boolean {
    const found = next().kind === "sign" && next().text === sign;
    if (found) position += 1;
    return found;
  }

  function list(closing: string): Expression[] {
    const items: Expression[] = [];
    if (take(closing)) return items;
    do items.push(operation(0));
    while (take(","));
    if (!take(closing)) throw invalid(source, `expected ${closing}, found ${next().text}`);
    return items;
  }

  function primary(): Expression {
    const token = next();
    if (take("-")) {
      return { kind: "operation", operator: "-", left: { kind: "number", value: 0 }, right: operation(2) };
    }
    if (take("[")) return { kind: "list", items: list("]") };
    if (take("(")) {
      const inner = operation(0);
      if (!take(")")) throw invalid(source, `expected ), found ${next().text}`);
      return inner;
    }
    position += 1;
    if (token.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token.kind === "text") return { kind: "text", value: token.text };
    if (token.kind !== "name") throw invalid(source, `${token.text} is not expected here`);
    return take("(") ? { kind: "call", name: token.text, given: list(")") } : { kind: "name", name: token.text };
  }

  function operation(level: number): Expression {
    const operators = BINDING[level];
    if (!operators) return primary();
    let left = operation(level + 1);
    for (;;) {
      const operator = operators.find(take);
      if (!operator) return left;
      left = { kind: "operation", operator, left, right: operation(level + 1) };
    }
  }

  const whole = operation(0);
  if (next().kind !== "end") throw invalid(source, `${next().text} is not expected here`);
  return whole;
}
