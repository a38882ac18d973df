/**
 * As much of IAM's evaluation as the functions' roles use: allow and deny by action, resource and the condition operators below.
 * What it does not know it refuses to judge, rather than to guess.
 */
import type { Demand } from "./aws-call.ts";

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  /** In the policy of a resource, for everybody; whom a role trusts is judged in `trust.ts`. */
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const list = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, value: string, flags = ""): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[\\s\\S]*")
    .replaceAll("?", "[\\s\\S]");
  return new RegExp(`^${source}$`, flags).test(value);
}

type Operator = (wanted: string, found: string) => boolean;

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted, found) => wanted === found,
  StringLike: (wanted, found) => matches(wanted, found),
  ArnEquals: (wanted, found) => matches(wanted, found),
  Bool: (wanted, found) => wanted === found,
  NumericLessThan: (wanted, found) => Number(found) < Number(wanted),
};

function valuesOf(context: Demand["context"], key: string): readonly string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  return found === undefined ? [] : list<string>(found);
}

const FOR_ALL = "ForAllValues:";

/**
 * A key that the request does not bring fails its condition, but under `ForAllValues`, which holds where each found value is wanted.
 * Several values wanted: one of them.
 */
function holds(condition: NonNullable<Statement["Condition"]>, context: Demand["context"]): boolean {
  return Object.entries(condition).every(([name, keys]) => {
    if (name === "Null") {
      return Object.entries(keys).every(([key, wanted]) => String(valuesOf(context, key).length === 0) === wanted);
    }
    const plain = name.replace(FOR_ALL, "");
    const operator = Object.hasOwn(OPERATORS, plain) ? OPERATORS[plain] : undefined;
    if (!operator) throw new Error(`the condition operator ${name} is not known here`);
    return Object.entries(keys).every(([key, wanted]) => {
      const isWanted = (found: string) => list<string>(wanted).some((each) => operator(each, found));
      const values = valuesOf(context, key);
      return name.startsWith(FOR_ALL) ? values.every(isWanted) : values.some(isWanted);
    });
  });
}

const KNOWN = new Set(["Sid", "Effect", "Action", "Resource", "Condition", "Principal"]);

/** @returns whether the statement speaks of the demand */
export function applies(statement: Statement, { action, resource, context }: Demand): boolean {
  const unknown = Object.keys(statement).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")} of a statement is not known here`);
  return (
    list<string>(statement.Action).some((pattern) => matches(pattern, action, "i")) &&
    list<string>(statement.Resource).some((pattern) => matches(pattern, resource)) &&
    (statement.Condition === undefined || holds(statement.Condition, context))
  );
}

/** Denied where any statement denies, allowed where one allows, and denied otherwise. */
export function isAllowed(statements: readonly Statement[], demand: Demand): boolean {
  const speaking = statements.filter((statement) => applies(statement, demand));
  return speaking.some(({ Effect }) => Effect === "Allow") && !speaking.some(({ Effect }) => Effect === "Deny");
}
