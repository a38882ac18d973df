import { describe, expect, test } from "@jest/globals";
import { type FormPost, readForm } from "../../../lib/saml/steps/read-form.ts";
import { asForm, formOf } from "../../fixtures/form.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const XML = buildResponse().xml;
const RESPONSE = ["SAMLResponse", Buffer.from(XML).toString("base64")] as const;
const FORM = "application/x-www-form-urlencoded";

const post = (form: Partial<FormPost> = {}) => ({ form: { method: "POST", ...asForm(XML), ...form } });
const fields = (...all: readonly (readonly [name: string, value: string])[]) => post(formOf(...all));

describe("read-form (saml-bindings-2.0 §3.5.4) takes", () => {
  test("the message and the RelayState out of the form", async () => {
    expect(await addedBy(readForm, post(asForm(XML, "/reports/é")))).toEqual({ xml: XML, relayState: "/reports/é" });
  });

  test("a form without RelayState, and one whose RelayState is empty", async () => {
    expect(await addedBy(readForm, post())).toEqual({ xml: XML, relayState: null });
    expect(await addedBy(readForm, post(asForm(XML, "")))).toEqual({ xml: XML, relayState: "" });
  });

  test.each([FORM, `${FORM};charset=UTF-8`, "Application/X-WWW-Form-URLEncoded ; charset=utf-8"])(
    "the content type %s",
    async (contentType) => {
      expect(await addedBy(readForm, post({ contentType }))).toMatchObject({ xml: XML });
    },
  );

  test("base64 in lines of 76 (RFC 2045), as the binding has it", async () => {
    const lines = RESPONSE[1].replace(/.{76}/g, "$&\r\n");
    expect(await addedBy(readForm, fields(["SAMLResponse", lines]))).toMatchObject({ xml: XML });
  });

  test("text in UTF-8, and drops a byte order mark", async () => {
    const base64 = Buffer.from("\ufeff<é😀/>").toString("base64");
    expect(await addedBy(readForm, fields(["SAMLResponse", base64]))).toMatchObject({ xml: "<é😀/>" });
  });

  test("no notice of other fields", async () => {
    expect(await addedBy(readForm, fields(["SAMLRequest", "x"], RESPONSE, ["samlresponse", "x"]))).toMatchObject({
      xml: XML,
    });
  });

  test("a body of exactly 256 KiB", async () => {
    const start = "SAMLResponse=PGEvPg==&filler=";
    const body = Buffer.from(start.padEnd(256 * 1024, "x"));
    expect(await addedBy(readForm, post({ body }))).toMatchObject({ xml: "<a/>" });
  });
});

describe("read-form refuses as malformed", () => {
  test.each(["GET", "HEAD", "PUT", "post"])("the method %s", async (method) => {
    expect(await refusedBy(readForm, post({ method }))).toMatchObject({
      step: "read-form",
      reason: "malformed",
      problem: "wrong-method",
      found: method,
      expected: "POST",
    });
  });

  test.each([["application/json"], ["multipart/form-data; boundary=x"], ["text/plain"], [null]])(
    "the content type %s",
    async (contentType) => {
      const refused = await refusedBy(readForm, post({ contentType }));
      expect(refused).toMatchObject({ reason: "malformed", problem: "not-a-form", expected: FORM });
    },
  );

  test.each([
    ["no SAMLResponse", [["RelayState", "/"]], "no-saml-response"],
    ["an empty SAMLResponse", [["SAMLResponse", ""]], "no-saml-response"],
    ["two of them, even alike", [RESPONSE, RESPONSE], "several-saml-responses"],
    ["two RelayStates", [RESPONSE, ["RelayState", "/a"], ["RelayState", "/b"]], "several-relay-states"],
    ["what is not base64", [["SAMLResponse", "<samlp:Response/>"]], "not-base64"],
    ["base64url", [["SAMLResponse", "-_-_"]], "not-base64"],
    ["base64 that lacks its padding", [["SAMLResponse", "PGEvPg"]], "not-base64"],
    ["base64 with something after its padding", [["SAMLResponse", "PGEvPg==PGEvPg=="]], "not-base64"],
    ["bytes that are not UTF-8", [["SAMLResponse", Buffer.from([0x3c, 0xff, 0x3e]).toString("base64")]], "not-utf-8"],
    ["an overlong encoding", [["SAMLResponse", Buffer.from([0xc0, 0xbc, 0x61]).toString("base64")]], "not-utf-8"],
  ] as const)("%s", async (_name, given, problem) => {
    expect(await refusedBy(readForm, fields(...given))).toMatchObject({ reason: "malformed", problem });
  });

  test("more than one SAMLResponse, with their number", async () => {
    expect(await refusedBy(readForm, fields(RESPONSE, RESPONSE, RESPONSE))).toMatchObject({ found: "3" });
  });

  test("in bounded words, whatever was sent", async () => {
    const { found } = await refusedBy(readForm, post({ method: `\u0000${"X".repeat(5000)}` }));
    expect(found).toMatch(/^[\x20-\x7e]{1,200}$/);
  });
});

test("read-form refuses a body of one byte more as too large, whatever it says", async () => {
  expect(await refusedBy(readForm, post({ body: Buffer.alloc(256 * 1024 + 1) }))).toMatchObject({
    reason: "too-large",
    problem: "body-too-large",
    found: "262145 bytes",
    expected: "at most 262144 bytes",
  });
});
