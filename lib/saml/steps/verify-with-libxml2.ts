import type { IdentityProvider } from "../../config/configuration.ts";
import type { Reading, VerifiableMessage } from "../readings/reading.ts";
import { readWithLibxml2 } from "../readings/with-libxml2.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly message: VerifiableMessage;
  readonly provider: IdentityProvider;
}

/** The first reading, and the provider's policy on what must be signed: after it the signature is known to be genuine. */
export const verifyWithLibxml2 = defineStep(
  "verify-with-libxml2",
  ({ message, provider }: Needs, { refuse }): { firstReading: Reading } => {
    const { wantSigned } = provider;
    if (message.signatures.length === 0) throw refuse("signature-missing", { problem: "no-signature" });
    if (wantSigned !== "either" && !message.signatures.some(({ on }) => on === wantSigned))
      throw refuse("signature-missing", {
        problem: `${wantSigned}-not-signed`,
        expected: `a signature on the ${wantSigned}`,
      });
    return { firstReading: readWithLibxml2(message, provider, refuse) };
  },
);
