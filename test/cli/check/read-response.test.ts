import { describe, expect, test } from "@jest/globals";
import { CannotJudge } from "../../../cli/check/cannot-judge.ts";
import { findResponse } from "../../../cli/check/read-response.ts";

const XML = '<Response note="a+b/c=&amp;ü"/>';
const BASE64 = Buffer.from(XML).toString("base64");
const FORM = new URLSearchParams({ SAMLResponse: BASE64, RelayState: "/" }).toString();

const har = (...postData: object[]) =>
  JSON.stringify({ log: { entries: postData.map((data) => ({ request: { postData: data } })) } });

const inputs: readonly (readonly [string, string, string])[] = [
  ["raw XML", XML, "XML"],
  ["XML after a line break", `\n${XML}`, "XML"],
  ["base64", BASE64, "base64"],
  ["base64 in lines", `${BASE64.replace(/.{10}/g, "$&\r\n")}\n`, "base64"],
  ["percent-encoded base64", encodeURIComponent(BASE64), "base64"],
  ["a form body", FORM, "form body"],
  ["a HAR file with the form's text", har({ text: FORM }), "HAR file"],
  ["a HAR file with decoded parameters", har({ params: [{ name: "SAMLResponse", value: BASE64 }] }), "HAR file"],
  [
    "a HAR file with encoded parameters",
    har({ params: [{ name: "SAMLResponse", value: encodeURIComponent(BASE64) }] }),
    "HAR file",
  ],
  ["a HAR file with several requests", har({}, { text: FORM }, { text: "q=1" }), "HAR file"],
  [
    "a HAR file with other things in it",
    har({ params: [{ name: "SAMLResponse", value: {} }] }, { text: FORM }),
    "HAR file",
  ],
  [
    "a HAR file with entries that are none",
    `{"log":{"entries":[null,7,{"request":null},${JSON.stringify({ request: { postData: { text: FORM } } })}]}}`,
    "HAR file",
  ],
  ["a HAR file with several logins", har({ text: "SAMLResponse=b2xk" }, { text: FORM }), "HAR file, the last of 2"],
];

test.each(inputs)("finds the response in %s", (_, text, foundIn) => {
  const found = findResponse(text);
  expect(Buffer.from(found.samlResponse, "base64").toString().trim()).toBe(XML);
  expect(found.foundIn).toBe(foundIn);
});

describe("says what is missing in", () => {
  test.each([
    ["prose", "Dear all,", "expected raw XML, base64, a form body"],
    ["nothing", "", "expected raw XML, base64, a form body"],
    ["half a JSON", '{"log":', "begins like JSON and is not"],
    ["another JSON", '{"a":1}', "has no log.entries"],
    ["a HAR file without a login", har({ text: "q=1" }), "no request of the HAR file posts a SAMLResponse"],
    ["percent signs that encode nothing", "abc%zz", "neither base64 nor percent-encoded"],
  ])("%s", (_, text, message) => {
    expect(() => findResponse(text)).toThrow(CannotJudge);
    expect(() => findResponse(text)).toThrow(message);
  });
});
