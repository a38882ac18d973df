import type { IdentityProvider, ServiceProvider } from "../../config/configuration.ts";
import type { Assertion } from "../assertion/assertion.ts";
import type { InspectedIssuer, InspectedResponse } from "../inspected.ts";
import { defineStep } from "../step.ts";

interface Needs {
  readonly response: InspectedResponse;
  readonly assertion: Assertion;
  readonly provider: IdentityProvider;
  readonly configuration: { readonly serviceProvider: Pick<ServiceProvider, "acsUrl"> };
}

const ENTITY = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";

/** Version, issuers and Destination (saml-core-2.0 §2.3.3, §3.2.2; saml-profiles-2.0 §4.1.4.2; saml-bindings-2.0 §3.5.5.2). */
export const checkResponse = defineStep(
  "check-response",
  ({ response, assertion, provider, configuration }: Needs, { refuse }): object => {
    for (const { version } of [response, assertion])
      if (version !== "2.0") throw refuse("version", { problem: "version", found: version, expected: "2.0" });
    // An unsigned Response may omit its Issuer and its Destination; a signed one may not, and the assertion never may.
    const isSigned = response.signatures.some(({ on }) => on === "response");
    if (response.issuer) checkIssuer(response.issuer, "response");
    else if (isSigned) throw refuse("issuer", { problem: "signed-without-issuer", expected: provider.entityId });
    if (!assertion.issuer) throw refuse("issuer", { problem: "assertion-without-issuer" });
    checkIssuer(assertion.issuer, "assertion");
    const { acsUrl } = configuration.serviceProvider;
    if (response.destination === null && isSigned)
      throw refuse("destination", { problem: "signed-without-destination", expected: acsUrl });
    if (response.destination !== null && response.destination !== acsUrl)
      throw refuse("destination", { problem: "destination", found: response.destination, expected: acsUrl });
    return {};

    function checkIssuer({ value, format }: InspectedIssuer, of: string): void {
      if (value !== provider.entityId)
        throw refuse("issuer", { problem: `${of}-issuer`, found: value, expected: provider.entityId });
      if (format !== null && format !== ENTITY)
        throw refuse("issuer", { problem: `${of}-issuer-format`, found: format, expected: ENTITY });
    }
  },
);
