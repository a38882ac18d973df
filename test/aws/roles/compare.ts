/** What functions called, held against what their roles allow, in both directions. */
import type { HttpCall } from "../emulator/recording-proxy.ts";
import type { Demand, Place } from "./aws-call.ts";
import type { DeployedFunction } from "./deployed-functions.ts";
import { type NeverCalled, reasonFor } from "./never-called.ts";
import { applies, isAllowed, type Statement } from "./policy.ts";
import { demandsOf, signerOf } from "./read-call.ts";

interface FunctionReview {
  readonly name: string;
  readonly calls: number;
  readonly allowed: number;
  /** Of the allowed actions, how many were called. */
  readonly used: number;
  /** Of the rest, how many are never called for a written reason. */
  readonly excused: number;
}

export interface RolesReview {
  readonly functions: readonly FunctionReview[];
  /** What is not as it must be, a line each. */
  readonly problems: readonly string[];
  /** Allowed and not called, with the reason that is written down. */
  readonly excuses: readonly { readonly function: string; readonly action: string; readonly why: string }[];
}

const list = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

/** One action on one resource, as a statement allows it. */
function grantsOf(statements: readonly Statement[]): readonly Statement[] {
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap((statement) =>
      list<string>(statement.Action).flatMap((Action) =>
        list<string>(statement.Resource).map((Resource) => ({ ...statement, Action, Resource })),
      ),
    );
}

interface Called {
  readonly of: DeployedFunction;
  readonly demand: Demand;
}

/** Every call by the function that signed it. A key that belongs to none of them is a problem: nothing is left out unseen. */
function readCalls(calls: readonly HttpCall[], functions: readonly DeployedFunction[], place: Place) {
  const byKey = new Map(functions.map((each) => [each.accessKeyId, each]));
  const called: Called[] = [];
  const problems = new Set<string>();
  for (const call of calls) {
    try {
      const { accessKeyId, service } = signerOf(call);
      const of = byKey.get(accessKeyId);
      if (of) called.push(...demandsOf(call, place).map((demand) => ({ of, demand })));
      else problems.add(`a call of ${service} is signed with ${accessKeyId}, which is no function's key`);
    } catch (error) {
      problems.add(error instanceof Error ? error.message : String(error));
    }
  }
  return { called, problems };
}

export interface ReviewRules {
  /** What roles may allow and no function calls, and why. */
  readonly neverCalled: readonly NeverCalled[];
  /** What the policies of buckets deny, they deny to every role. */
  readonly bucketPolicies: readonly Statement[];
}

/** As every call reaches AWS; here it comes in the clear, over loopback. */
const OVER_TLS = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };

export function reviewRoles(
  calls: readonly HttpCall[],
  functions: readonly DeployedFunction[],
  place: Place,
  { neverCalled, bucketPolicies }: ReviewRules,
): RolesReview {
  const { called, problems } = readCalls(calls, functions, place);
  const denials = bucketPolicies.filter(({ Effect }) => Effect === "Deny");
  for (const { of, demand } of called) {
    if (isAllowed([...of.statements, ...denials], { ...demand, context: { ...demand.context, ...OVER_TLS } })) continue;
    problems.add(`${of.name} called ${demand.action} on ${demand.resource}, which is not allowed to it`);
  }
  const excuses: RolesReview["excuses"][number][] = [];
  const stale = new Set(neverCalled);
  const reviews = functions.map((each): FunctionReview => {
    const mine = called.filter(({ of }) => of === each).map(({ demand }) => demand);
    const grants = grantsOf(each.statements);
    const unused = grants.filter((grant) => !mine.some((demand) => applies(grant, demand)));
    for (const { Action, Resource } of unused) {
      const action = String(Action);
      const reason = reasonFor(neverCalled, each.name, action, String(Resource));
      if (reason) stale.delete(reason);
      if (reason) excuses.push({ function: each.name, action, why: reason.why });
      else
        problems.add(`${each.name} may call ${action} on ${Resource}, and never did: take it away, or write down why`);
    }
    const excused = unused.filter(({ Action, Resource }) =>
      reasonFor(neverCalled, each.name, String(Action), String(Resource)),
    ).length;
    const counts = { calls: mine.length, allowed: grants.length, used: grants.length - unused.length };
    return { name: each.name, ...counts, excused };
  });
  for (const { function: name, action } of stale) {
    problems.add(
      `a reason is written down for ${name} never calling ${action}, and it did, or may not: take the reason away`,
    );
  }
  return { functions: reviews, problems: [...problems], excuses };
}
