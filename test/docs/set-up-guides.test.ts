import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse, stringify } from "yaml";
import { checkResponse } from "../../cli/check/check-response.ts";
import { entity, keyDescriptor, singleSignOn } from "../config/helpers/metadata.ts";
import { type StageFolder, stageFolder } from "../config/helpers/stage-folder.ts";
import { type AttributeDraft, FORMATS } from "../fixtures/draft.ts";
import { certificateBase64, certificatePem } from "../fixtures/keys.ts";
import { buildResponse, type ResponseOptions } from "../fixtures/saml-response.ts";

interface Sent extends Pick<ResponseOptions, "sign" | "nameIdFormat" | "style" | "signing"> {
  readonly entityId: string;
  /** On the IDPSSODescriptor of its metadata. */
  readonly providerAttributes?: string;
  /** An Attribute element for each role instead of a value for each. */
  readonly attributePerRole?: boolean;
}

/** Each guide with what its provider sends when it is set up as the guide says. */
const GUIDES: Readonly<Record<string, Sent>> = {
  "iam-identity-center": {
    entityId: "https://portal.sso.eu-central-1.amazonaws.com/saml/assertion/example",
    sign: "assertion",
    nameIdFormat: FORMATS.persistent,
    providerAttributes: 'WantAuthnRequestsSigned="false"',
  },
  okta: { entityId: "http://www.okta.com/exk1example", sign: "both", nameIdFormat: FORMATS.persistent },
  "entra-id": {
    entityId: "https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
    sign: "both",
    nameIdFormat: FORMATS.persistent,
    style: { assertionPrefix: "", signaturePrefix: "" },
  },
  "google-workspace": {
    entityId: "https://accounts.google.com/o/saml2?idpid=C01example",
    sign: "response",
    nameIdFormat: FORMATS.email,
    style: { protocolPrefix: "saml2p", assertionPrefix: "saml2" },
  },
  keycloak: {
    entityId: "https://id.example.com/realms/staff",
    sign: "both",
    nameIdFormat: FORMATS.persistent,
    providerAttributes: 'WantAuthnRequestsSigned="true"',
    attributePerRole: true,
    signing: { carriageReturns: true },
  },
  ping: {
    entityId: "https://auth.pingone.eu/11111111-2222-3333-4444-555555555555",
    sign: "both",
    nameIdFormat: FORMATS.persistent,
  },
};

/** The rest of the stage file, without what a guide's snippet has. */
const REST = {
  stage: "production",
  environment: "production",
  environments: ["production"],
  accounts: { production: ["123456789012"] },
  serviceProvider: { entityId: "https://trail.example.com/saml/metadata" },
  relayState: { allowed: ["/", "/reports/*"], default: "/" },
  roleMappings: "mappings.yaml",
};

const BASE_URL = "https://trail.example.com";

function snippetsOf(guide: string): { stage: string; mappings: string } {
  const page = readFileSync(new URL(`../../docs/set-up/${guide}.md`, import.meta.url), "utf8");
  const [stage = "", mappings = "", ...more] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = ""]) => text,
  );
  expect(more).toEqual([]);
  return { stage, mappings };
}

function writeStage(folder: StageFolder, guide: string, { entityId, providerAttributes = "" }: Sent): void {
  const { stage, mappings } = snippetsOf(guide);
  folder.write("stage.yaml", stringify({ ...REST, ...parse(stage) }));
  folder.write("mappings.yaml", mappings);
  const children =
    keyDescriptor(certificateBase64("acme-rsa"), "signing") + singleSignOn("https://idp.example.com/sso");
  folder.write(
    `trust/${parse(stage).identityProviders[0].metadata}`,
    entity({ entityId, providerAttributes, children }),
  );
  folder.write("trust/signing.pem", certificatePem("service-signing"));
}

describe.each(Object.entries(GUIDES))("docs/set-up/%s.md", (guide, sent) => {
  let folder: StageFolder;

  beforeAll(() => {
    folder = stageFolder({});
    writeStage(folder, guide, sent);
  });

  afterAll(() => folder.remove());

  test("has snippets that load as a stage, with its mapping", async () => {
    const { identityProviders, roleMappings } = await folder.load({ baseUrl: BASE_URL });
    expect(identityProviders).toMatchObject([{ entityId: sent.entityId }]);
    expect(roleMappings).toMatchObject([{ identityProvider: identityProviders[0]?.id }]);
  });

  test("configures a stage that lets in whom the provider signs in, with the mapped role", async () => {
    const configuration = await folder.load({ baseUrl: BASE_URL });
    const [provider] = configuration.identityProviders;
    const [mapping] = configuration.roleMappings;
    if (!provider || !mapping) throw new Error("the snippets are empty");
    const { xml, draft } = buildResponse({
      ...sent,
      issuer: provider.entityId,
      acsUrl: configuration.serviceProvider.acsUrl,
      audience: configuration.serviceProvider.entityId,
      change({ assertion }) {
        if (!assertion) return;
        const attribute = (name: string, ...values: string[]): AttributeDraft => {
          return { name, friendlyName: null, style: "typed", values };
        };
        const roles = [mapping.samlRole, "another that nobody mapped"];
        assertion.attributes = [
          ...provider.requiredAttributes.map((name) => attribute(name, "ada@example.com")),
          attribute(provider.displayNameAttribute ?? "", "Ada"),
          ...(sent.attributePerRole
            ? roles.map((role) => attribute(provider.roleAttribute, role))
            : [attribute(provider.roleAttribute, ...roles)]),
        ];
      },
    });
    const response = { samlResponse: Buffer.from(xml).toString("base64"), foundIn: "a test" };
    const options = { configuration, at: draft.at, decryptionKeys: [], inResponseTo: "any" };
    const { refusal, accepted } = await checkResponse(response, options);
    expect(refusal).toBeNull();
    expect(accepted).toMatchObject({
      displayName: "Ada",
      signedElement: sent.sign,
      granted: [{ samlRole: mapping.samlRole, iamRole: mapping.iamRole }],
    });
  });
});
