import { describe, expect, test } from "@jest/globals";
import { createLibxml2WasmValidator } from "../../../lib/saml/schema/libxml2-wasm-validator.ts";
import type { SchemaVerdict } from "../../../lib/saml/schema/schema-validator.ts";
import { validateSchema } from "../../../lib/saml/steps/validate-schema.ts";
import { FLAWS, type FlawName } from "../../fixtures/flaws.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { addedBy, refusedBy } from "./run-step.ts";

const step = validateSchema(createLibxml2WasmValidator());
const answering = (verdict: SchemaVerdict) => validateSchema({ validate: async () => verdict });

describe("validate-schema", () => {
  test.each([
    ["a right response", {}],
    ["an encrypted assertion", { encrypt: {} }],
    ["the request ID of Google, which starts with a digit", { inResponseTo: "4fee3b046395c4e7" }],
    ["no signature at all: another step's question", { sign: "none" }],
  ] as const)("lets through %s, and adds nothing", async (_name, options) => {
    expect(await addedBy(step, { xml: buildResponse(options).xml })).toEqual({});
  });

  const flaws = (Object.keys(FLAWS) as FlawName[]).filter((name) => FLAWS[name].step === "validate-schema");
  test.each(flaws)("refuses as schema: %s", async (name) => {
    const refused = await refusedBy(step, { xml: buildResponse({ flaws: [name] }).xml });
    expect(refused).toMatchObject({ step: "validate-schema", reason: "schema", problem: "not-valid" });
  });

  test("names the place, and no value", async () => {
    const { found } = await refusedBy(step, { xml: buildResponse({ flaws: ["unknown-attribute"] }).xml });
    expect(found).toBe("Element 'saml:Subject', attribute 'trusted': The attribute 'trusted' is not allowed.");
  });

  test("asks the validator that it was given, about the message as it came", async () => {
    const asked: string[] = [];
    const recording = validateSchema({
      async validate(xml) {
        asked.push(xml);
        return { valid: true };
      },
    });
    await addedBy(recording, { xml: "<a/>" });
    expect(asked).toEqual(["<a/>"]);
    expect(await refusedBy(answering({ valid: false, message: "no" }), { xml: "<a/>" })).toMatchObject({ found: "no" });
  });

  test("lets nobody in where the validator itself fails", async () => {
    const cause = new Error("the thread ended");
    const broken = validateSchema({ validate: () => Promise.reject(cause) });
    expect(await refusedBy(broken, { xml: buildResponse().xml })).toMatchObject({
      reason: "dependency-unavailable",
      problem: "schema-validator",
      cause,
    });
  });
});
