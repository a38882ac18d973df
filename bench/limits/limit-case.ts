/** One message of the benchmark. */
import type { IdentityProvider } from "../../lib/config/configuration.ts";
import { asForm, type PostedForm } from "../../test/fixtures/form.ts";

/** Milliseconds of processor time a message may cost, by what it is. */
export const LIMITS_MS = {
  /** Without a genuine signature: refused, and xml-crypto never sees it. */
  hostile: 50,
  /** With one, and whatever anybody liked around it. */
  genuine: 250,
} as const;

export interface LimitCase {
  readonly name: string;
  readonly kind: keyof typeof LIMITS_MS;
  /** What becomes of it; `either` where only the cost is of interest. */
  readonly outcome: "refused" | "accepted" | "either";
  /** Made when it is needed: two hundred bodies of 256 KiB are a lot. */
  body(): PostedForm;
  /** Laid over every provider of the configuration. */
  readonly policy?: Partial<IdentityProvider>;
  /** Whether its assertion is encrypted, which plain samlify has to be told. */
  readonly encrypted?: boolean;
}

/** The clock of all messages, ours and samlify's: theirs cannot be set. */
export const AT = new Date();

const ofKind =
  (kind: LimitCase["kind"], outcome: LimitCase["outcome"]) =>
  (name: string, xml: () => string, more: Partial<LimitCase> = {}): LimitCase => ({
    name,
    kind,
    outcome,
    body: () => asForm(xml()),
    ...more,
  });

export const hostile = ofKind("hostile", "refused");
export const genuine = ofKind("genuine", "accepted");
