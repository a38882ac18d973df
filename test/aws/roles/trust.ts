/** Whom a role trusts: its trust policy, judged as IAM judges a call of AssumeRole. */
import type { Demand } from "./aws-call.ts";
import { isAllowed, type Statement } from "./policy.ts";

export interface TrustStatement extends Omit<Statement, "Resource"> {
  readonly Principal: "*" | Readonly<Record<string, string | readonly string[]>>;
}

/** Who calls STS. */
export interface Caller {
  /** ARN of the role behind the session, of the user, or of the account's root. */
  readonly principalArn: string;
}

const accountOf = (arn: string): string => arn.split(":")[4] ?? "";

/** An account's root as principal stands for everybody in the account whom the account itself lets call. */
function isNamed(principal: string, { principalArn }: Caller): boolean {
  if (principal === "*" || principal === principalArn) return true;
  const [, account] = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(principal) ?? [];
  return account !== undefined && account === accountOf(principalArn);
}

function speaksOf({ Principal }: TrustStatement, caller: Caller): boolean {
  if (Principal === "*") return true;
  return [Principal.AWS ?? []].flat().some((principal) => isNamed(principal, caller));
}

/**
 * @param demands everything that the one call asks for: to assume, to name somebody, to tag
 * @returns whether the role lets the caller in. What the caller's own policies say is not looked at.
 */
export function isTrusted(trust: readonly TrustStatement[], caller: Caller, demands: readonly Demand[]): boolean {
  const speaking = trust.filter((statement) => speaksOf(statement, caller)).map((each) => ({ ...each, Resource: "*" }));
  const context = { "aws:PrincipalArn": caller.principalArn, "aws:PrincipalAccount": accountOf(caller.principalArn) };
  return (
    demands.length > 0 &&
    demands.every((demand) => isAllowed(speaking, { ...demand, context: { ...demand.context, ...context } }))
  );
}
