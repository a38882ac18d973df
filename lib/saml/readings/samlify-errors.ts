/** What samlify and xml-crypto say when they say no: plain strings and errors without a code, mapped to reason codes. */
import type { LoginRefused, Refuse } from "../refusal.ts";

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * @returns the refusal that ends the reading; or `null` where the error only means that this one key did not verify, so that
 *   the next pinned key is tried
 */
export function refusalOfSamlifyError(error: unknown, refuse: Refuse<"verify-with-samlify">): LoginRefused | null {
  const message = messageOf(error);
  if (message.startsWith("invalid signature")) return null;
  if (message === "ERR_POTENTIAL_WRAPPING_ATTACK")
    return refuse("signature-structure", { problem: "potential-wrapping-attack", cause: error });
  if (message === "ERROR_UNMATCH_CERTIFICATE_DECLARATION_IN_METADATA" || message === "NO_SELECTED_CERTIFICATE")
    return refuse("untrusted-certificate", { problem: "certificate-not-pinned", cause: error });
  return refuse("signature-invalid", { problem: "not-verifiable", found: message, cause: error });
}
