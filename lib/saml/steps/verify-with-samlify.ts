import type { IdentityProvider } from "../../config/configuration.ts";
import type { Reading, VerifiableMessage } from "../readings/reading.ts";
import { readWithSamlify } from "../readings/with-samlify.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly message: VerifiableMessage;
  readonly provider: IdentityProvider;
  /**
   * The key it found is tried first, since xml-crypto canonicalizes the whole message for each key that does not fit. Nothing else
   * of it is looked at, and no key is left out.
   */
  readonly firstReading?: Pick<Reading, "certificateFingerprint">;
}

/** The second reading, by other code from other hands. It runs after the first, since it is ten times as expensive. */
export const verifyWithSamlify = defineStep(
  "verify-with-samlify",
  ({ message, provider, firstReading }: Needs, { refuse }): { secondReading: Reading } => {
    const isLikely = (fingerprint: string) => Number(fingerprint === firstReading?.certificateFingerprint);
    const certificates = provider.certificates.toSorted(
      (left, right) => isLikely(right.fingerprint) - isLikely(left.fingerprint),
    );
    return { secondReading: readWithSamlify(message, { ...provider, certificates }, refuse) };
  },
);
