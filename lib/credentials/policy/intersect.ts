/**
 * The policy that allows what two envelopes both allow, and nothing else. STS takes one inline session policy, and managed ones
 * beside it would add to what it allows, so the intersection has to be written down as one document:
 *   what either denies is denied: its Deny statements are taken over as they are;
 *   what both allow is allowed: each pair of Allow statements gives one, whose actions, resources and conditions are those in
 *   which the two agree.
 * Two patterns agree in the narrower one where one covers the other, and in nothing where nothing matches both. What is neither has
 * no pattern of its own and is refused rather than guessed.
 */
import { UnusableEnvelope } from "../../roles/envelope.ts";
import { intersectConditions } from "./intersect-conditions.ts";
import { covers, coversResource, meet } from "./pattern.ts";
import { type PolicyDocument, readPolicy, type Statement, writePolicy } from "./policy-document.ts";

type Covers = (wide: string, narrow: string) => boolean;

function common(left: readonly string[], right: readonly string[], isCovered: Covers): readonly string[] {
  const found = new Set<string>();
  for (const one of left) {
    for (const other of right) {
      if (isCovered(one, other)) found.add(other);
      else if (isCovered(other, one)) found.add(one);
      else if (meet(one, other)) {
        throw new UnusableEnvelope("envelope", `${one} and ${other} overlap, and neither covers the other`);
      }
    }
  }
  return [...found];
}

/** @throws UnusableEnvelope for NotAction and NotResource: what they leave out could not be taken from a pattern. */
function allows({ Statement: statements }: PolicyDocument) {
  return statements
    .filter(({ Effect }) => Effect === "Allow")
    .map(({ Action, Resource, Condition }) => {
      if (Action && Resource) return { Action: Action.map((each) => each.toLowerCase()), Resource, Condition };
      const problem = "an envelope that allows by NotAction or NotResource cannot be combined with another";
      throw new UnusableEnvelope("envelope", problem);
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

/** @throws UnusableEnvelope where they cannot be combined, or nothing is left */
function intersectPolicies(left: PolicyDocument, right: PolicyDocument): PolicyDocument {
  const allowed = commonAllows(left, right);
  if (allowed.length === 0) throw new UnusableEnvelope("envelope", "the envelopes have nothing in common");
  const Statement = withoutRepetition([...allowed, ...denials(left), ...denials(right)]);
  return { Version: "2012-10-17", Statement };
}

/**
 * The one session policy for the mapping's envelope and a narrower one; `null` where there is neither.
 * @param own of the mapping: where it stands alone it goes to STS as it was written
 * @param narrower an object or JSON text, as somebody asked for it
 * @throws UnusableEnvelope
 */
export function combinedEnvelope(own: string | null, narrower: unknown): string | null {
  if (narrower === null || narrower === undefined) return own;
  const asked = readPolicy(narrower);
  return writePolicy(own === null ? asked : intersectPolicies(readPolicy(own), asked));
}
