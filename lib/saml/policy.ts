/** What a provider's policy says of a message's signatures: one place for the two steps and the decrypted assertion. */
import type { IdentityProvider } from "../config/configuration.ts";
import { SIGNATURE_ALGORITHMS } from "../config/schema.ts";
import type { InspectedSignature } from "./inspected.ts";
import type { RefuseInspection } from "./inspection/refuse-inspection.ts";
import { SHA1_DIGEST } from "./xml/names.ts";

/**
 * @throws LoginRefused `algorithm` where a signature or digest algorithm is not on the provider's list; SHA-1 digests go with
 *   `rsa-sha1`
 */
export function checkAlgorithms(
  signatures: readonly InspectedSignature[],
  { signatureAlgorithms: allowed }: Pick<IdentityProvider, "signatureAlgorithms">,
  refuse: (reason: "algorithm", detail: Parameters<RefuseInspection>[1]) => Error,
): void {
  for (const { signatureAlgorithm, digestAlgorithm } of signatures) {
    if (!allowed.some((name) => SIGNATURE_ALGORITHMS[name] === signatureAlgorithm))
      throw refuse("algorithm", {
        problem: "signature-algorithm-not-allowed",
        found: signatureAlgorithm,
        expected: allowed.join(" "),
      });
    if (digestAlgorithm === SHA1_DIGEST && !allowed.includes("rsa-sha1"))
      throw refuse("algorithm", { problem: "digest-algorithm-not-allowed", found: digestAlgorithm });
  }
}
