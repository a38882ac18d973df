import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { allowedPlace, relayStateTarget } from "../../lib/session/relay-state.ts";

const BASE = "https://sp.example.test";
const policy = {
  allowed: ["/", "/reports/*", "/search?scope=all", "https://app.example.test/start", "https://wiki.example.test/*"],
  default: "/",
};

describe("a RelayState leads to an allowed place", () => {
  test.each([
    ["/", "/"],
    [
      "/session/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A49152",
      "/session/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A49152",
    ],
    ["/reports/2026/07?page=2#top", "/reports/2026/07?page=2#top"],
    ["/search?scope=all", "/search?scope=all"],
    [`${BASE}/reports/july`, "/reports/july"],
    ["/reports/r%C3%A9sum%C3%A9", "/reports/r%C3%A9sum%C3%A9"],
    ["/reports/résumé", "/reports/r%C3%A9sum%C3%A9"],
    ["/reports/v1.2/file.pdf", "/reports/v1.2/file.pdf"],
    ["https://app.example.test/start", "https://app.example.test/start"],
    ["https://wiki.example.test", "https://wiki.example.test/"],
    ["https://wiki.example.test/a/b?c=d", "https://wiki.example.test/a/b?c=d"],
  ])("%s", (relayState, target) => {
    expect(relayStateTarget(relayState, policy, BASE)).toBe(target);
  });
});

describe("a RelayState that is not an allowed place leads to the default", () => {
  test.each([
    ["none at all", null],
    ["nothing in it", ""],
    ["another site", "https://evil.example"],
    ["another site without a scheme", "//evil.example"],
    ["three slashes", "///evil.example"],
    ["a slash and a backslash", "/\\evil.example"],
    ["two backslashes", "\\\\evil.example"],
    ["a backslash after the host", "https://app.example.test\\@evil.example/start"],
    ["an allowed site as user name", "https://wiki.example.test@evil.example/"],
    ["a user name at an allowed site", "https://me@wiki.example.test/"],
    ["an allowed site as the start of a longer name", "https://wiki.example.test.evil.example/"],
    ["an allowed site on another port", "https://wiki.example.test:8443/"],
    ["an allowed site by http", "http://wiki.example.test/"],
    ["our own site by http", "http://sp.example.test/reports/a"],
    ["a scheme of one slash", "https:/evil.example"],
    ["a script", "javascript:alert(1)"],
    ["a script with upper-case letters", "JaVaScRiPt:alert(1)"],
    ["data", "data:text/html,hello"],
    ["a tab in the scheme", "java\tscript:alert(1)"],
    ["a tab between two slashes", "/\t/evil.example"],
    ["a line break that would start a header", "/reports/a\r\nSet-Cookie: a=b"],
    ["a null character", "/reports/\u0000"],
    ["a leading space", " /reports/a"],
    ["a no-break space", "\u00a0//evil.example"],
    ["a line separator", "/reports/\u2028"],
    ["dot segments out of an allowed folder", "/reports/../admin"],
    ["dot segments at the end", "/reports/.."],
    ["a single dot before a slash pair", "/reports/.//evil.example"],
    ["encoded dot segments", "/reports/%2e%2e/admin"],
    ["half encoded dot segments", "/reports/.%2E/admin"],
    ["an encoded slash", "/reports/%2fevil.example"],
    ["an encoded slash pair at the front", "/%2F/evil.example"],
    ["an encoded backslash", "/reports/%5c..%5cadmin"],
    ["a twice encoded slash", "/reports/%252fadmin"],
    ["an encoded line break", "/reports/%0d%0aSet-Cookie:a"],
    ["an empty segment", "/reports//evil.example"],
    ["the folder without its slash", "/reports"],
    ["a sibling of an allowed folder", "/reports-secret/a"],
    ["an exact place with another query", "/search?scope=none"],
    ["an exact place with something below it", "https://app.example.test/start/more"],
    ["a path without a slash", "reports/a"],
    ["a full-width look-alike slash", "/\uff0fevil.example"],
    ["too long", `/reports/${"a".repeat(2040)}`],
  ])("%s", (_name, relayState) => {
    expect(allowedPlace(relayState, policy, BASE)).toBeNull();
    expect(relayStateTarget(relayState, policy, BASE)).toBe("/");
  });

  test("our own SAML endpoints, even where everything is allowed: a login must not lead into a login", () => {
    const everything = { allowed: ["/*"], default: "/" };
    expect(allowedPlace("/saml/login?provider=acme", everything, BASE)).toBeNull();
    expect(allowedPlace("/anything/else", everything, BASE)).toBe("/anything/else");
  });
});

test("whatever the text, a browser that follows the target stays at an allowed site", () => {
  const allowed = new Set([BASE, "https://app.example.test", "https://wiki.example.test"]);
  const piece = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2f",
    "%2e",
    "@",
    ":",
    "//",
    "https:",
    "evil.example",
    "?",
    "#",
    "\t",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 10 }).map((parts) => parts.join("")),
    fc.array(piece, { maxLength: 10 }).map((parts) => `https://wiki.example.test${parts.join("")}`),
  );
  fc.assert(
    fc.property(text, (relayState) => {
      const target = relayStateTarget(
        relayState,
        { allowed: ["/*", "https://wiki.example.test/*"], default: "/" },
        BASE,
      );
      return allowed.has(new URL(target, BASE).origin) && /^[\x21-\x7e]+$/.test(target);
    }),
    { numRuns: 3000 },
  );
});

test("on a loopback address our own places may be named by http", () => {
  expect(relayStateTarget("http://localhost:4000/reports/a", policy, "http://localhost:4000")).toBe("/reports/a");
  expect(allowedPlace("http://127.0.0.1:4000/reports/a", policy, "http://localhost:4000")).toBeNull();
});
