/**
 * The process that runs plain samlify, as its documentation shows it: `parseLoginResponse` on the posted form, with a schema
 * validator that approves of everything, since node-xmllint would add 10 ms and 17 MB each time. Asked by name, one at a time.
 */
import samlify from "samlify";
import { ENTITY_IDS, SERVICE_PROVIDER } from "../../test/fixtures/configuration.ts";
import { certificatePem, privateKeyPem } from "../../test/fixtures/keys.ts";
import { CASES } from "./cases.ts";

export interface SamlifyAnswer {
  /** Milliseconds of processor time. */
  readonly ms: number;
  readonly outcome: "accepted" | "refused";
}

samlify.setSchemaValidator({ validate: async () => "not looked at" });

const redirect = samlify.Constants.namespace.binding.redirect;
const post = samlify.Constants.namespace.binding.post;
const endpoint = [{ Binding: redirect, Location: `${ENTITY_IDS.acme}/sso` }];

const serviceProvider = samlify.ServiceProvider({
  entityID: SERVICE_PROVIDER.entityId,
  encPrivateKey: privateKeyPem("service-decryption"),
  assertionConsumerService: [{ Binding: post, Location: SERVICE_PROVIDER.acsUrl }],
  singleLogoutService: endpoint,
});

const identityProvider = (isAssertionEncrypted: boolean) =>
  samlify.IdentityProvider({
    entityID: ENTITY_IDS.acme,
    signingCert: [certificatePem("acme-rsa"), certificatePem("acme-rsa-next")],
    singleSignOnService: endpoint,
    singleLogoutService: endpoint,
    isAssertionEncrypted,
  });

const providers = { plain: identityProvider(false), encrypted: identityProvider(true) };

async function judge(name: string): Promise<SamlifyAnswer> {
  const found = CASES.find((each) => each.name === name);
  if (!found) throw new Error(`there is no message ${name}`);
  const body = Object.fromEntries(new URLSearchParams(found.body().body.toString("latin1")));
  const provider = found.encrypted ? providers.encrypted : providers.plain;
  process.send?.("begins");
  const before = process.cpuUsage();
  const outcome = await serviceProvider.parseLoginResponse(provider, "post", { body }).then(
    () => "accepted" as const,
    () => "refused" as const,
  );
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, outcome };
}

process.on("message", (name: string) => {
  judge(name).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      throw error;
    },
  );
});
