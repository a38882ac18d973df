import type { Assertion } from "../assertion/assertion.ts";
import { readAssertion } from "../assertion/read-assertion.ts";
import type { Reading } from "../readings/reading.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly firstReading: Reading;
  readonly secondReading: Reading;
}

/**
 * Both readings must have found the same signed assertion, byte for byte, under the same key. Whatever is believed from here
 * on is read from those bytes.
 */
export const compareReadings = defineStep(
  "compare-readings",
  ({ firstReading, secondReading }: Needs, { refuse }): { assertion: Assertion } => {
    const [agreed, ...others] = [...firstReading.canonicalAssertions, ...secondReading.canonicalAssertions];
    if (agreed === undefined || others.length === 0 || others.some((other) => other !== agreed))
      throw refuse("readings-disagree", { problem: "canonical-assertion" });
    for (const what of ["certificateFingerprint", "signedElement"] as const) {
      if (firstReading[what] !== secondReading[what])
        throw refuse("readings-disagree", {
          problem: what === "signedElement" ? "signed-element" : "certificate",
          found: secondReading[what],
          expected: firstReading[what],
        });
    }
    return { assertion: readAssertion(agreed) };
  },
);
