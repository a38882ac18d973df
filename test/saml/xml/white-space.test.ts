import { describe, expect, test } from "@jest/globals";
import { trimSpace } from "../../../lib/saml/xml/white-space.ts";

describe("cutting white space", () => {
  test("cuts what pretty-printed XML puts around a value", () => {
    expect(trimSpace("\n\t  ada lovelace \r\n")).toBe("ada lovelace");
  });

  test("leaves nothing of nothing but white space", () => {
    expect(trimSpace(" \n")).toBe("");
    expect(trimSpace("")).toBe("");
  });

  test.each(["\u00a0", "\u2003", "\u2028", "\u3000", "\ufeff", "\u200b", "\v", "\f"])(
    "keeps %j, which makes a value another one",
    (character) => {
      expect(trimSpace(`admin${character}`)).toBe(`admin${character}`);
      expect(trimSpace(`${character}admin`)).toBe(`${character}admin`);
    },
  );
});
