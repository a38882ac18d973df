import type { IdentityProvider } from "../../config/configuration.ts";
import type { Reading, VerifiableMessage } from "../readings/reading.ts";
import { readWithSamlify } from "../readings/with-samlify.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly message: VerifiableMessage;
  readonly provider: IdentityProvider;
}

/** The second reading, by other code from other hands. It runs after the first, since it is ten times as expensive. */
export const verifyWithSamlify = defineStep(
  "verify-with-samlify",
  ({ message, provider }: Needs, { refuse }): { secondReading: Reading } => ({
    secondReading: readWithSamlify(message, provider, refuse),
  }),
);
