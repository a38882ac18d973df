/** Which attributes the configuration expects of a provider, and whether the login's assertion had them, as its events tell. */
import type { IdentityProviderPolicy } from "../../lib/config/schema.ts";
import type { LoginFailed } from "../../lib/events/catalogue.ts";
import { STEP_NAMES, type StepName } from "../../lib/events/vocabulary.ts";
import type { Name } from "../../lib/identity/dynamodb-names.ts";
import type { Attempt } from "./attempt.ts";

type Need = "required" | "subject" | "roles" | "display name";

export interface AttributeFinding {
  readonly name: string;
  readonly need: Need;
  /** Null where the login did not get far enough to tell. */
  readonly came: boolean | null;
}

type Came = (need: Need, name: string) => boolean | null;

const at = (step: StepName): number => STEP_NAMES.indexOf(step);

/** Without one the page greets by the identifier itself. */
function displayNameCame(person: Name | undefined): boolean | null {
  return person?.displayName ? person.displayName !== person.value : null;
}

function cameInFailed({ data: { step, detail } }: LoginFailed): Came {
  const { problem, expected } = detail;
  if (at(step) < at("read-identity")) return () => null;
  if (problem === "required-attribute-missing") {
    const missing = (expected ?? "").split(" ");
    const cut = expected?.endsWith("~") ?? true;
    return (need, name) => {
      if (need !== "required") return null;
      return missing.includes(name) ? false : cut ? null : true;
    };
  }
  // The order in which read-identity looks: required attributes, who it is, then roles.
  if (step === "read-identity" && problem !== "subject-attribute" && !expected?.includes(": "))
    return (need) => (need === "required" ? true : null);
  if (problem === "subject-attribute")
    return (need) => (need === "required" ? true : need === "subject" ? false : null);
  return (need) => (need === "display name" ? null : need === "roles" ? problem !== "no-role-presented" : true);
}

/** @param person what is known of who signed in */
export function attributesOf(
  policy: IdentityProviderPolicy,
  { login }: Attempt,
  person: Name | undefined,
): readonly AttributeFinding[] {
  const came: Came =
    "reason" in login.data
      ? cameInFailed(login as LoginFailed)
      : (need) => (need === "display name" ? displayNameCame(person) : true);
  const expected: readonly (readonly [Need, string | undefined])[] = [
    ...policy.requiredAttributes.map((name) => ["required", name] as const),
    ["subject", policy.subjectAttribute],
    ["roles", policy.roleAttribute],
    ["display name", policy.displayNameAttribute],
  ];
  return expected.flatMap(([need, name]) => (name === undefined ? [] : [{ name, need, came: came(need, name) }]));
}
