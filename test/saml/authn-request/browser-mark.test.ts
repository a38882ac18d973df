import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { createBrowserMark, hashBrowserMark, isBrowserMark } from "../../../lib/saml/authn-request/browser-mark.ts";

test("a browser's mark has 256 random bits, and the ledger gets its SHA-256 only", () => {
  const mark = createBrowserMark();
  expect(Buffer.from(mark, "base64url")).toHaveLength(32);
  expect(createBrowserMark()).not.toBe(mark);
  expect(hashBrowserMark(mark)).toBe(createHash("sha256").update(mark).digest("hex"));
});

test("only text of that form is a mark", () => {
  expect(isBrowserMark(createBrowserMark())).toBe(true);
  for (const other of ["", "a".repeat(42), "a".repeat(44), `${"a".repeat(42)};`, `${"a".repeat(43)}\n`]) {
    expect(isBrowserMark(other)).toBe(false);
  }
});
