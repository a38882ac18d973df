import { describe, expect, test } from "@jest/globals";
import { checkStatus } from "../../../lib/saml/steps/check-status.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { addedBy, inspected, refusedBy } from "./run-step.ts";

const STATUS = "urn:oasis:names:tc:SAML:2.0:status:";
const given = (...options: Parameters<typeof buildResponse>) => ({
  response: inspected(buildResponse(...options).xml),
});

const withStatus = (code: string, subCode: string | null = null, message: string | null = null) =>
  given({
    sign: "none",
    change: ({ response }) => {
      response.status = { code, subCode, message };
    },
  });

describe("check-status (saml-core-2.0 §3.2.2)", () => {
  test.each([
    ["a plain assertion", {}],
    ["an encrypted one", { encrypt: {} }],
  ] as const)("lets through Success with %s", async (_name, options) => {
    expect(await addedBy(checkStatus, given(options))).toEqual({});
  });

  test("does not mind a second-level code or a message under Success", async () => {
    expect(await addedBy(checkStatus, withStatus(`${STATUS}Success`, `${STATUS}PartialLogout`, "welcome"))).toEqual({});
  });

  test("refuses any other code, and hands on what the provider says about it", async () => {
    const flaw = given({ flaws: ["status-denied"] });
    expect(await refusedBy(checkStatus, flaw)).toMatchObject({
      step: "check-status",
      reason: "status",
      problem: "not-success",
      found: `${STATUS}Responder ${STATUS}RequestDenied not assigned to this application`,
      expected: `${STATUS}Success`,
    });
    expect(await refusedBy(checkStatus, given({ flaws: ["status-authn-failed"] }))).toMatchObject({
      found: `${STATUS}Requester ${STATUS}AuthnFailed`,
    });
  });

  test.each([`${STATUS}success`, `${STATUS}Success `, "Success", ""])(
    "takes nothing for Success but Success: %j",
    async (code) => {
      expect(await refusedBy(checkStatus, withStatus(code))).toMatchObject({
        reason: "status",
        problem: "not-success",
      });
    },
  );

  test("refuses an assertion that comes with an error, or whose Success is only the second-level code", async () => {
    expect(await refusedBy(checkStatus, given({ flaws: ["status-denied-with-an-assertion"] }))).toMatchObject({
      problem: "not-success",
    });
    expect(await refusedBy(checkStatus, withStatus(`${STATUS}Responder`, `${STATUS}Success`))).toMatchObject({
      problem: "not-success",
    });
  });

  test("refuses a response without any status", async () => {
    const { response } = given();
    expect(await refusedBy(checkStatus, { response: { ...response, status: null } })).toMatchObject({
      reason: "status",
      problem: "not-success",
      found: "",
    });
  });

  test("refuses Success without an assertion", async () => {
    expect(await refusedBy(checkStatus, given({ flaws: ["success-without-an-assertion"] }))).toMatchObject({
      reason: "status",
      problem: "success-without-assertion",
    });
  });

  test("bounds and escapes what the provider says", async () => {
    const { found } = await refusedBy(checkStatus, withStatus(`${STATUS}Responder`, null, `\n${"é".repeat(5000)}`));
    expect(found).toMatch(/^[\x20-\x7e]{1,200}$/);
  });
});
