import type { Configuration, IdentityProvider } from "../../config/configuration.ts";
import type { InspectedResponse } from "../inspected.ts";
import { checkAlgorithms } from "../policy.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly response: InspectedResponse;
  readonly configuration: Pick<Configuration, "identityProviders">;
  readonly now: Date;
}

/** Chooses the provider by issuer, and holds the message's algorithms and the provider's certificates against its policy. */
export const selectIdentityProvider = defineStep(
  "select-identity-provider",
  ({ response, configuration, now }: Needs, { refuse }): { provider: IdentityProvider } => {
    const issuer = response.issuer ?? response.assertionIssuer;
    const provider = configuration.identityProviders.find(({ entityId }) => entityId === issuer?.value);
    if (!provider) throw refuse("issuer", { problem: issuer ? "unknown-issuer" : "no-issuer", found: issuer?.value });
    checkAlgorithms(response.signatures, provider, refuse);
    // Certificates are pinned keys: their dates warn by default, and refuse where the policy says so.
    if (provider.expiredCertificates === "warn") return { provider };
    const certificates = provider.certificates.filter(({ notBefore, notAfter }) => notBefore <= now && now <= notAfter);
    if (certificates.length === 0) throw refuse("untrusted-certificate", { problem: "certificates-expired" });
    return { provider: { ...provider, certificates } };
  },
);
