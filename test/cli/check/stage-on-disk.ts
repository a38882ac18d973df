/** The fixtures' identity providers as a stage on disk: metadata, mappings and all, as `samltrail check` is given them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entity, keyDescriptor, singleSignOn } from "../../config/helpers/metadata.ts";
import { ENTITY_IDS, SERVICE_PROVIDER } from "../../fixtures/configuration.ts";
import { certificateBase64 } from "../../fixtures/keys.ts";

const STAGE = `stage: test
environment: production
environments: [production]
accounts: { production: ["123456789012"] }
baseUrl: ${SERVICE_PROVIDER.baseUrl}
serviceProvider:
  entityId: ${SERVICE_PROVIDER.entityId}
relayState: { allowed: [/], default: / }
roleMappings: mappings.yaml
identityProviders:
  - id: acme
    name: Acme
    metadata: acme.xml
    roleAttribute: roles
`;

const MAPPINGS = `mappings:
  - id: acme-admin
    identityProvider: acme
    samlRole: admin
    environment: production
    iamRole: arn:aws:iam::123456789012:role/samltrail-acme-admin
    owner: platform@acme.example
    purpose: test
`;

export interface StageOnDisk {
  readonly config: string;
  /** Writes a file beside the stage. @returns its path */
  write(name: string, content: string): string;
  remove(): void;
}

export function stageOnDisk(): StageOnDisk {
  const folder = mkdtempSync(join(tmpdir(), "samltrail-check-"));
  const write = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  mkdirSync(join(folder, "trust"));
  const pinned = (["acme-rsa", "acme-rsa-next.expired"] as const).map((name) =>
    keyDescriptor(certificateBase64(name), "signing"),
  );
  const children = pinned.join("") + singleSignOn("https://idp.acme.example/sso");
  write("trust/acme.xml", entity({ entityId: ENTITY_IDS.acme, children }));
  write("mappings.yaml", MAPPINGS);
  return { config: write("stage.yaml", STAGE), write, remove: () => rmSync(folder, { recursive: true }) };
}
