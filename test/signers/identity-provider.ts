/** Runs an identity provider written in Python against this service's own metadata and its own signed AuthnRequest. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAuthnRequest } from "../../lib/saml/authn-request/create-authn-request.ts";
import { serviceProviderMetadata } from "../../lib/saml/service-provider-metadata.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { ENTITY_IDS, testConfiguration } from "../fixtures/configuration.ts";
import { certificateBase64, certificatePem, privateKeyPem } from "../fixtures/keys.ts";
import { MARK, outstandingRequest } from "../saml/memory.ts";
import { runWell } from "./program.ts";
import type { Check, SignedCase } from "./signer.ts";

/** What the provider is asked for, and what it must turn out to be. */
export interface Order extends Omit<SignedCase, "xml" | "at" | "provider" | "request"> {
  /** Answers the AuthnRequest instead of coming unasked. */
  readonly solicited: boolean;
  /** For the script; what they mean is its own affair. */
  readonly options: Readonly<Record<string, string>>;
}

const SINGLE_SIGN_ON = `${ENTITY_IDS.acme}/sso`;
const RELAY_STATE = "/reports/2026";

/** What the script answers. */
interface Answer {
  readonly responses: Readonly<Record<string, string>>;
  readonly request: { readonly id: string; readonly relayState: string; readonly verified: boolean };
  readonly changedRequestVerified: boolean;
}

/**
 * @param script beside this file
 * @param folder where its files go
 * @returns the responses to judge, and what the provider made of our metadata and request
 */
export async function askIdentityProvider(
  python: string,
  script: string,
  folder: string,
  orders: readonly Order[],
): Promise<{ cases: SignedCase[]; checks: Check[] }> {
  const now = new Date();
  const configuration = testConfiguration({ policy: { wantAuthnRequestsSigned: true } });
  const { serviceProvider } = configuration;
  const request = createAuthnRequest({
    serviceProvider,
    identityProvider: { entityId: ENTITY_IDS.acme, wantAuthnRequestsSigned: true },
    destination: SINGLE_SIGN_ON,
    relayState: RELAY_STATE,
    signingKey: privateKeyPem("service-signing"),
    now,
  });
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const task = {
    entityId: ENTITY_IDS.acme,
    singleSignOn: SINGLE_SIGN_ON,
    serviceProvider: { entityId: serviceProvider.entityId, acsUrl: serviceProvider.acsUrl },
    key: file("key.pem", privateKeyPem("acme-rsa")),
    certificate: file("certificate.pem", certificatePem("acme-rsa")),
    serviceProviderMetadata: file("service-provider.xml", serviceProviderMetadata(configuration)),
    metadata: file(
      "identity-provider.xml",
      entity({
        entityId: ENTITY_IDS.acme,
        children: keyDescriptor(certificateBase64("acme-rsa"), "signing") + singleSignOn(SINGLE_SIGN_ON),
      }),
    ),
    query: new URL(request.location).search.slice(1),
    orders: orders.map(({ name, solicited, options }) => ({ name, solicited, ...options })),
  };
  const path = fileURLToPath(new URL(script, import.meta.url));
  const answer = JSON.parse(await runWell(python, [path, file("task.json", JSON.stringify(task))])) as Answer;
  const expiresAt = new Date(now.getTime() + 600_000);
  const outstanding = outstandingRequest({ id: request.id, relayState: RELAY_STATE, issuedAt: now, expiresAt });
  const { verified, ...understood } = answer.request;
  return {
    cases: orders.map(({ solicited, options: _, ...order }) => ({
      ...order,
      xml: answer.responses[order.name] ?? "",
      at: new Date(),
      provider: "acme",
      ...(solicited ? { request: { outstanding, cookie: MARK } } : {}),
    })),
    checks: [
      {
        name: "it understands our AuthnRequest",
        holds: understood.id === request.id && understood.relayState === RELAY_STATE,
        found: JSON.stringify(understood),
      },
      { name: "it verifies our AuthnRequest by our metadata", holds: verified, found: String(verified) },
      {
        name: "it refuses our AuthnRequest with another RelayState",
        holds: !answer.changedRequestVerified,
        found: String(answer.changedRequestVerified),
      },
    ],
  };
}
