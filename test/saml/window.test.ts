import { describe, expect, test } from "@jest/globals";
import { checkWindow } from "../../lib/saml/window.ts";

const at = (milliseconds: number) => new Date(Date.UTC(2026, 7, 3, 10) + milliseconds);
const text = (milliseconds: number) => at(milliseconds).toISOString();

describe("a validity window", () => {
  const window = { notBefore: text(0), notOnOrAfter: text(1000) };

  test.each([
    [-1, "not-yet-valid"],
    [0, "within"],
    [999, "within"],
    [1000, "expired"],
  ])("without skew, %d ms from its start, is %s", (now, verdict) => {
    expect(checkWindow(window, at(now), 0).verdict).toBe(verdict);
  });

  test.each([
    [-60_001, "not-yet-valid"],
    [-60_000, "within"],
    [60_999, "within"],
    [61_000, "expired"],
  ])("with a skew of 60 s, %d ms from its start, is %s", (now, verdict) => {
    expect(checkWindow(window, at(now), 60).verdict).toBe(verdict);
  });

  test("without bounds is never left", () => {
    expect(checkWindow({ notBefore: null, notOnOrAfter: null }, at(0), 0)).toEqual({
      verdict: "within",
      notOnOrAfter: null,
    });
  });

  test("with a bound that is no UTC instant is not guessed at", () => {
    expect(checkWindow({ notBefore: null, notOnOrAfter: "tomorrow" }, at(0), 0)).toMatchObject({
      verdict: "schema",
      found: "tomorrow",
    });
  });
});
