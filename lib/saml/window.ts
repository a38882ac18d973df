/** Validity windows with clock skew (saml-core-2.0 §2.5.1.2): NotBefore is in the window, NotOnOrAfter is not. */
import { parseInstant } from "./xml/instant.ts";

export type WindowVerdict =
  | { readonly verdict: "within"; readonly notOnOrAfter: Date | null }
  | {
      readonly verdict: "not-yet-valid" | "expired" | "schema";
      readonly problem: string;
      readonly found: string;
      readonly expected: string;
    };

interface Window {
  readonly notBefore: string | null;
  readonly notOnOrAfter: string | null;
}

/** @param skewSeconds how far apart the two clocks may be */
export function checkWindow({ notBefore, notOnOrAfter }: Window, now: Date, skewSeconds: number): WindowVerdict {
  const skew = skewSeconds * 1000;
  const at = `${now.toISOString()} within ${skewSeconds} s`;
  const from = notBefore === null ? null : parseInstant(notBefore);
  const until = notOnOrAfter === null ? null : parseInstant(notOnOrAfter);
  for (const [text, instant] of [[notBefore, from] as const, [notOnOrAfter, until] as const])
    if (text !== null && instant === null)
      return { verdict: "schema", problem: "not-an-instant", found: text, expected: "a UTC instant" };
  if (from && now.getTime() + skew < from.getTime())
    return { verdict: "not-yet-valid", problem: "not-before", found: from.toISOString(), expected: `not after ${at}` };
  if (until && now.getTime() - skew >= until.getTime())
    return { verdict: "expired", problem: "not-on-or-after", found: until.toISOString(), expected: `after ${at}` };
  return { verdict: "within", notOnOrAfter: until };
}
