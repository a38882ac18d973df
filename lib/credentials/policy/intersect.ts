/**
 * The policy that allows what two envelopes both allow, and nothing else. STS takes one inline session policy, and managed ones
 * beside it would add to what it allows, so the intersection has to be written down as one document:
 *   what either denies is denied: its Deny statements are taken over as they are;
 *   what both allow is allowed: each pair of Allow statements gives one, whose actions, resources and conditions are those in
 *   which the two agree.
 * Two patterns agree in the narrower one where one covers the other, and in nothing where nothing matches both. What is neither has
 * no pattern of its own and is refused rather than guessed.
 */
import { intersectConditions } from "./intersect-conditions.ts";
import { covers, coversResource, meet } from "./pattern.ts";
import { EnvelopeFault, type PolicyDocument, readPolicy, type Statement, writePolicy } from "./policy-document.ts";

type Covers = (wide: string, narrow: string) => boolean;

function common(left: readonly string[], right: readonly string[], isCovered: Covers): readonly string[] {
  const found = new Set<string>();
  for (const one of left) {
    for (const other of right) {
      if (isCovered(one, other)) found.add(other);
      else if (isCovered(other, one)) found.add(one);
      else if (meet(one, other)) {
        throw new EnvelopeFault("envelope-not-combinable", `${one} and ${other} overlap, and neither covers the other`);
      }
    }
  }
  return [...found];
}

/** @throws EnvelopeFault for NotAction and NotResource: what they leave out could not be taken from a pattern. */
function allows({ Statement: statements }: PolicyDocument) {
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .map(({ Action, Resource, Condition }) => {
      if (Action && Resource) return { Action: Action.map((each) => each.toLowerCase()), Resource, Condition };
      const problem = "an envelope that allows by NotAction or NotResource cannot be combined with another";
      throw new EnvelopeFault("envelope-not-combinable", problem);
    });
}

function denials({ Statement: statements }: PolicyDocument): readonly Statement[] {
  return statements.filter(({ Effect }) => Effect === "Deny").map(({ Sid, ...statement }) => statement);
}

function commonAllows(left: PolicyDocument, right: PolicyDocument): readonly Statement[] {
  const found: Statement[] = [];
  for (const one of allows(left)) {
    for (const other of allows(right)) {
      const Action = common(one.Action, other.Action, covers);
      if (Action.length === 0) continue;
      const Resource = common(one.Resource, other.Resource, coversResource);
      if (Resource.length === 0) continue;
      const Condition = intersectConditions(one.Condition, other.Condition);
      if (Condition === null) continue;
      const some = Object.keys(Condition).length > 0;
      found.push({ Effect: "Allow", Action, Resource, ...(some ? { Condition } : {}) });
    }
  }
  return found;
}

function withoutRepetition(statements: readonly Statement[]): readonly Statement[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}

/** @throws EnvelopeFault where they cannot be combined, or nothing is left */
export function intersectPolicies(left: PolicyDocument, right: PolicyDocument): PolicyDocument {
  const allowed = commonAllows(left, right);
  if (allowed.length === 0) throw new EnvelopeFault("envelope-empty", "the envelopes have nothing in common");
  const Statement = withoutRepetition([...allowed, ...denials(left), ...denials(right)]);
  return { Version: "2012-10-17", Statement };
}

/**
 * The one session policy for any number of envelopes, as compact JSON; `null` where there is none.
 * @throws EnvelopeFault
 */
export function combinedEnvelope(envelopes: readonly unknown[]): string | null {
  const [first, ...others] = envelopes.filter((each) => each !== null && each !== undefined).map(readPolicy);
  return first === undefined ? null : writePolicy(others.reduce(intersectPolicies, first));
}
