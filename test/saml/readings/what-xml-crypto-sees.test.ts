/**
 * Nothing without a genuine signature reaches xml-crypto: its cost is what an attacker would be after. `npm run bench:limits`
 * asks the same of every hostile message it has.
 */
import { beforeEach, describe, expect, jest, test } from "@jest/globals";
import samlify from "samlify";
import { SignedXml } from "xml-crypto";
import { CIPHERTEXTS } from "../../../bench/limits/hostile/ciphertexts.ts";
import type { StepName } from "../../../lib/events/vocabulary.ts";
import { loginSequence } from "../../../lib/saml/login-sequence.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { FLAWS, type FlawName } from "../../fixtures/flaws.ts";
import { asForm, type PostedForm } from "../../fixtures/form.ts";
import { buildResponse } from "../../fixtures/saml-response.ts";
import { loginParts } from "../memory.ts";

/** Every way into xml-crypto that the second reading has. */
const seen = [
  jest.spyOn(SignedXml.prototype, "loadSignature"),
  jest.spyOn(SignedXml.prototype, "checkSignature"),
  jest.spyOn(samlify.SamlLib, "verifySignature"),
];

beforeEach(() => {
  for (const each of seen) each.mockClear();
});

const timesSeen = () => seen.reduce((sum, each) => sum + each.mock.calls.length, 0);

async function stepsOf(form: PostedForm, flaw?: FlawName): Promise<StepName[]> {
  const { steps } = await loginSequence(loginParts()).run({
    form: { method: "POST", ...form },
    now: NOW,
    configuration: testConfiguration(flaw ? { policy: FLAWS[flaw].policy ?? {} } : {}),
    client: { ip: null, userAgent: null, requestId: null },
    requestCookie: null,
    correlationId: "01K0000000000000000000000A",
    attemptId: "01K0000000000000000000000B",
  });
  return steps.map(({ name }) => name);
}

const { names } = loginSequence(loginParts());
const isBefore = (step: StepName) => names.indexOf(step) < names.indexOf("verify-with-samlify");

describe("xml-crypto sees", () => {
  test("a genuine message", async () => {
    expect(await stepsOf(asForm(buildResponse().xml))).toContain("verify-with-samlify");
    expect(timesSeen()).toBeGreaterThan(0);
  });

  test.each((Object.keys(FLAWS) as FlawName[]).filter((name) => isBefore(FLAWS[name].step)))(
    "nothing of a message with the flaw %s",
    async (flaw) => {
      expect(await stepsOf(asForm(buildResponse({ flaws: [flaw] }).xml), flaw)).not.toContain("verify-with-samlify");
      expect(timesSeen()).toBe(0);
    },
  );

  test.each(CIPHERTEXTS.map((each) => [each.name, each] as const))(
    "nothing of 256 KiB of %s",
    async (_name, { body }) => {
      expect(await stepsOf(body())).not.toContain("verify-with-samlify");
      expect(timesSeen()).toBe(0);
    },
  );
});
