/** What reads text that somebody else wrote, each alone. */
import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { CannotJudge } from "../../cli/check/cannot-judge.ts";
import { findResponse } from "../../cli/check/read-response.ts";
import { printable } from "../../lib/events/printable.ts";
import { LoginRefused } from "../../lib/saml/refusal.ts";
import { refusalOf } from "../../lib/saml/step.ts";
import { readForm } from "../../lib/saml/steps/read-form.ts";
import { parseInstant } from "../../lib/saml/xml/instant.ts";
import { measure } from "../../lib/saml/xml/measure.ts";
import { relayStateTarget } from "../../lib/session/relay-state.ts";
import { type Property, property } from "./property.ts";

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string());

const urlPiece = fc.constantFrom(
  ...[
    "/",
    "//",
    "\\",
    "/\\",
    "https:",
    "http:",
    "javascript:",
    "sp.example.test",
    "evil.example",
    "@",
    ":443",
    "?",
    "#",
    ".",
  ],
  ...[
    "..",
    "%2f",
    "%5c",
    "%2e",
    "%00",
    "%09",
    "\t",
    "\n",
    " ",
    "\u00a0",
    "reports",
    "reports/",
    "reports/july",
    "saml/acs",
  ],
  ...["docs.example.test", "docs.example.test.evil.example", "[::1]", "0x7f.1", "。", "／", "＼", "x=1"],
);
const relayState = fc.oneof(
  anyText,
  fc.array(fc.oneof(urlPiece, fc.string({ maxLength: 3 })), { maxLength: 10 }).map((pieces) => pieces.join("")),
  fc.webUrl(),
);

const BASE = "https://sp.example.test";
const ELSEWHERE = "https://docs.example.test/guides/*";
const POLICY = { allowed: ["/", "/reports/*", ELSEWHERE], default: "/" };

const noOpenRedirect = property(
  "a RelayState leads to an allowed place, wherever a browser takes it",
  400,
  relayState,
  (text) => {
    const target = relayStateTarget(text, POLICY, BASE);
    const { origin, pathname, username, password } = new URL(target, `${BASE}/saml/acs`);
    const allowed =
      origin === BASE
        ? pathname === "/" || pathname.startsWith("/reports/")
        : origin === "https://docs.example.test" && pathname.startsWith("/guides/");
    ok(allowed && username === "" && password === "", `leads to ${target}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not get into a Location header
    ok(!/[\u0000-\u0020\u007f]/.test(target), `not fit for a header: ${JSON.stringify(target)}`);
  },
);

const input = fc.oneof(
  anyText,
  fc.json(),
  anyText.map((text) => `SAMLResponse=${text}`),
  anyText.map((text) => `%${text}`),
  fc.constantFrom("<", "{", "[", "?SAMLResponse=", "%zz", "%"),
  fc
    .array(fc.record({ request: fc.anything() }), { maxLength: 3 })
    .map((entries) => JSON.stringify({ log: { entries } }) ?? ""),
  fc
    .array(fc.record({ name: fc.constantFrom("SAMLResponse", "x"), value: fc.oneof(anyText, fc.jsonValue()) }), {
      maxLength: 3,
    })
    .map((params) => JSON.stringify({ log: { entries: [{ request: { postData: { params } } }] } })),
);

const findsOrSaysNo = property(
  "`samltrail check` finds a response in a file, or says that there is none",
  400,
  input,
  (text) => {
    try {
      strictEqual(typeof findResponse(text).samlResponse, "string");
    } catch (error) {
      ok(error instanceof CannotJudge, String(error));
    }
  },
);

const printableText = property(
  "text made printable is short, and nothing but printable ASCII",
  200,
  fc.record({ text: anyText, maximum: fc.integer({ min: 1, max: 300 }) }),
  ({ text, maximum }) => {
    const result = printable(text.repeat(5), maximum);
    ok(result.length <= maximum, `${result.length} characters`);
    ok(/^[ -~]*$/.test(result), "something else");
  },
);

const anyForm = property(
  "a form is read or refused with a reason",
  200,
  fc.record({
    body: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      anyText.map((text) => Buffer.from(`SAMLResponse=${text}`)),
    ),
    type: fc.constantFrom("application/x-www-form-urlencoded", "", null),
  }),
  async ({ body, type }) => {
    const tools = { refuse: refusalOf("read-form"), earlier: [] };
    try {
      strictEqual(
        typeof (await readForm.run({ form: { method: "POST", contentType: type, body } }, tools)).xml,
        "string",
      );
    } catch (error) {
      ok(error instanceof LoginRefused, String(error));
    }
  },
);

const anyDocument = property("any text can be measured, and any text is an instant or is not", 300, anyText, (text) => {
  const measured = measure(`<a>${text}</a>`);
  ok(measured === null || typeof measured === "string" || measured.elements >= 1);
  const instant = parseInstant(text);
  ok(instant === null || !Number.isNaN(instant.getTime()));
});

export const PARSERS: readonly Property[] = [noOpenRedirect, findsOrSaysNo, printableText, anyForm, anyDocument];
