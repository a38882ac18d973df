import type { KeyObject } from "node:crypto";
import type { IdentityProvider } from "../../config/configuration.ts";
import { decryptElement } from "../encryption/decrypt-element.ts";
import type { InspectedResponse } from "../inspected.ts";
import { inspectAssertion } from "../inspection/inspect-assertion.ts";
import type { Rule } from "../inspection/rule.ts";
import { RULES } from "../inspection/rules.ts";
import { checkAlgorithms } from "../policy.ts";
import type { VerifiableMessage } from "../readings/reading.ts";
import { verifyOne } from "../readings/with-libxml2.ts";
import { checkSchema } from "../schema/check-schema.ts";
import type { SchemaValidator } from "../schema/schema-validator.ts";
import { defineStep, refusalOf } from "../step.ts";

interface Needs {
  readonly xml: string;
  readonly response: InspectedResponse;
  readonly provider: IdentityProvider;
}

interface Decrypted {
  readonly message: VerifiableMessage;
}

/**
 * Decrypts the assertion where it is encrypted, and treats the plaintext as the new document it is: limits, inspection, policy
 * and schema run on it again before any signature in it is touched (saml-core-2.0 §2.3.4).
 */
export const decryptAssertionBy = (
  rules: readonly Rule[],
  privateKeys: readonly KeyObject[],
  validator: SchemaValidator,
) =>
  defineStep("decrypt-assertion", async ({ xml, response, provider }: Needs, { refuse }): Promise<Decrypted> => {
    const { signatures } = response;
    if (response.assertion !== "encrypted") return { message: { response: xml, decrypted: null, signatures } };

    const allowCbc = provider.allowCbcDecryption && isResponseGenuine(xml, response, provider);
    let plaintext: string;
    try {
      plaintext = decryptElement(xml, privateKeys, { allowCbc });
    } catch (cause) {
      throw refuse("decryption", { problem: "decryption", cause });
    }
    const inner = inspectAssertion(plaintext, rules, refuse);
    checkAlgorithms(inner.signatures, provider, refuse);
    await checkSchema(plaintext, validator, refuse);
    return { message: { response: xml, decrypted: plaintext, signatures: [...signatures, ...inner.signatures] } };
  });

export const decryptAssertion = (privateKeys: readonly KeyObject[], validator: SchemaValidator) =>
  decryptAssertionBy(RULES, privateKeys, validator);

/**
 * AES-CBC has no integrity of its own: without a verified signature over the ciphertext, answers to altered ciphertexts would
 * give the plaintext away (Jager and Somorovsky, CCS 2011).
 */
function isResponseGenuine(xml: string, response: InspectedResponse, provider: IdentityProvider): boolean {
  const signature = response.signatures.find(({ on }) => on === "response");
  if (!signature) return false;
  try {
    return verifyOne(xml, signature, provider, refusalOf("verify-with-libxml2")) !== "";
  } catch {
    return false;
  }
}
