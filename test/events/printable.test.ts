import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { printable } from "../../lib/events/printable.ts";

describe("text from a message, made fit for a log line", () => {
  test("is left as it is where it is plain", () => {
    expect(printable("urn:oasis:names:tc:SAML:2.0")).toBe("urn:oasis:names:tc:SAML:2.0");
  });

  test("shows line breaks, terminal sequences and look-alikes as escapes", () => {
    expect(printable("a\nb\u001b[2Jc\u0430\\")).toBe("a\\u{a}b\\u{1b}[2Jc\\u{430}\\u{5c}");
  });

  test("says that it was cut", () => {
    expect(printable("x".repeat(300), 10)).toBe("xxxxxxxxx~");
  });

  test("is never longer than asked, and never anything but printable ASCII", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 2, max: 300 }), (value, maximum) => {
        const result = printable(value, maximum);
        expect(result.length).toBeLessThanOrEqual(maximum);
        expect(result).toMatch(/^[\x20-\x7e]*$/);
      }),
      { seed: 20260803 },
    );
  });
});
