/** Joins the conditions of two statements into one block that holds where both hold. */
import { UnusableEnvelope } from "../../roles/envelope.ts";
import type { Conditions } from "./policy-document.ts";

type Values = readonly string[];

const sameValues = (left: Values, right: Values): boolean =>
  left.length === right.length && left.every((value) => right.includes(value));

/** Operators and keys are told apart without regard to case. */
const named = <Value>(record: Readonly<Record<string, Value>>, name: string): [string, Value] | undefined =>
  Object.entries(record).find(([each]) => each.toLowerCase() === name.toLowerCase());

/**
 * The values of one key under one operator, or `null` where none satisfies both.
 * @throws UnusableEnvelope where no list of values says the same as both lists
 */
function bothValues(operator: string, key: string, left: Values, right: Values): Values | null {
  if (sameValues(left, right)) return left;
  if (operator.toLowerCase() === "stringequals") {
    const common = left.filter((value) => right.includes(value));
    return common.length > 0 ? common : null;
  }
  throw new UnusableEnvelope("envelope", `both envelopes have a ${operator} on ${key}, with other values`);
}

/**
 * Operators of a block and keys of an operator are joined by AND, so two blocks side by side are one, except where both speak of
 * the same key under the same operator: values are joined by OR.
 * @returns `null` where nothing can satisfy both
 * @throws UnusableEnvelope where they cannot be joined
 */
export function intersectConditions(left: Conditions = {}, right: Conditions = {}): Conditions | null {
  const joined: Record<string, Record<string, Values>> = {};
  for (const [operator, keys] of Object.entries(left)) joined[operator] = { ...keys };
  for (const [operator, keys] of Object.entries(right)) {
    const [ownOperator, ownKeys] = named(joined, operator) ?? [operator, {}];
    const target = { ...ownKeys };
    for (const [key, values] of Object.entries(keys)) {
      const [ownKey, ownValues] = named(target, key) ?? [key, values];
      const both = bothValues(operator, key, ownValues, values);
      if (both === null) return null;
      target[ownKey] = both;
    }
    joined[ownOperator] = target;
  }
  return joined;
}
