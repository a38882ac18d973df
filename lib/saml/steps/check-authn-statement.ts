import type { IdentityProvider } from "../../config/configuration.ts";
import type { Assertion } from "../assertion/assertion.ts";
import { defineStep } from "../step.ts";
import { parseInstant } from "../xml/instant.ts";

interface Needs {
  readonly assertion: Assertion;
  readonly provider: IdentityProvider;
  readonly now: Date;
}

export interface Authenticated {
  readonly authnInstant: Date;
  readonly authnContext: string | null;
  /** The provider's own end of the session, where it names one. */
  readonly sessionNotOnOrAfter: Date | null;
}

/** How, when and until when the person was signed in at the provider (saml-core-2.0 §2.7.2). */
export const checkAuthnStatement = defineStep(
  "check-authn-statement",
  ({ assertion, provider, now }: Needs, { refuse }): Authenticated => {
    const skew = provider.clockSkewSeconds * 1000;
    const [statement] = assertion.authnStatements;
    if (!statement) throw refuse("authn-statement", { problem: "no-authn-statement" });
    const authnInstant = instant(statement.authnInstant);
    if (authnInstant.getTime() > now.getTime() + skew)
      throw refuse("authn-statement", { problem: "authn-instant-ahead", found: authnInstant.toISOString() });
    const limit = provider.maximumAuthenticationAgeMinutes;
    if (limit !== undefined && authnInstant.getTime() + limit * 60_000 + skew < now.getTime())
      throw refuse("authn-statement", {
        problem: "authentication-too-old",
        found: authnInstant.toISOString(),
        expected: `at most ${limit} minutes ago`,
      });

    const ends = assertion.authnStatements.flatMap(({ sessionNotOnOrAfter }) =>
      sessionNotOnOrAfter === null ? [] : [instant(sessionNotOnOrAfter)],
    );
    const end = ends.length === 0 ? null : new Date(Math.min(...ends.map((each) => each.getTime())));
    if (end && now.getTime() - skew >= end.getTime())
      throw refuse("session-expired", { problem: "session-not-on-or-after", found: end.toISOString() });

    const { authnContexts } = provider;
    if (authnContexts.length > 0 && !authnContexts.includes(statement.contextClass ?? ""))
      throw refuse("authn-context", {
        problem: "authentication-context",
        found: statement.contextClass ?? "",
        expected: authnContexts.join(" "),
      });
    return { authnInstant, authnContext: statement.contextClass, sessionNotOnOrAfter: end };

    function instant(text: string): Date {
      const parsed = parseInstant(text);
      if (!parsed) throw refuse("schema", { problem: "not-an-instant", found: text, expected: "a UTC instant" });
      return parsed;
    }
  },
);
