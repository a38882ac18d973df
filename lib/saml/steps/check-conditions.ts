import type { IdentityProvider, ServiceProvider } from "../../config/configuration.ts";
import type { Assertion } from "../assertion/assertion.ts";
import { defineStep } from "../step.ts";
import { checkWindow } from "../window.ts";

interface Needs {
  readonly assertion: Assertion;
  readonly provider: Pick<IdentityProvider, "clockSkewSeconds">;
  readonly configuration: { readonly serviceProvider: Pick<ServiceProvider, "entityId"> };
  readonly confirmedUntil: Date;
  readonly now: Date;
}

/** Window and audience (saml-core-2.0 §2.5.1): every condition must be understood and hold. */
export const checkConditions = defineStep("check-conditions", (known: Needs, { refuse }): { acceptableUntil: Date } => {
  const { assertion, provider, configuration, confirmedUntil, now } = known;
  const { entityId } = configuration.serviceProvider;
  const conditions = assertion.conditions;
  // The Web SSO profile wants an AudienceRestriction in every assertion (saml-profiles-2.0 §4.1.4.2).
  if (!conditions || conditions.audienceRestrictions.length === 0)
    throw refuse("audience", { problem: "no-audience-restriction", expected: entityId });
  const [unknown] = conditions.unknown;
  if (unknown !== undefined) throw refuse("schema", { problem: "unknown-condition", found: unknown });
  const window = checkWindow(conditions, now, provider.clockSkewSeconds);
  if (window.verdict !== "within") throw refuse(window.verdict, { ...window, problem: `conditions-${window.problem}` });
  for (const audiences of conditions.audienceRestrictions)
    if (!audiences.includes(entityId))
      throw refuse("audience", { problem: "audience", found: audiences.join(" "), expected: entityId });
  const earlier = Math.min(confirmedUntil.getTime(), window.notOnOrAfter?.getTime() ?? Number.POSITIVE_INFINITY);
  return { acceptableUntil: new Date(earlier) };
});
