/** A folder with a stage file, its mappings and its trust material, to be spoilt by a test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "../../../lib/config/configuration.ts";
import { loadConfiguration } from "../../../lib/config/load-configuration.ts";

export const NOW = new Date("2026-08-01T12:00:00.000Z");

export const STAGE = `stage: local
environment: dev
environments: [dev, prod]
accounts: { dev: ["123456789012"] }
serviceProvider:
  entityId: https://sp.test/metadata
relayState:
  allowed: [/, /reports/*, "https://app.test/*"]
  default: /
roleMappings: mappings.yaml
identityProviders:
  - id: okta
    name: Okta
    metadata: okta.xml
    roleAttribute: Role
    clockSkewSeconds: 30
`;

export const MAPPINGS = `mappings:
  - id: auditors
    identityProvider: okta
    samlRole: Auditor
    environment: dev
    iamRole: arn:aws:iam::123456789012:role/samltrail-auditor
    owner: security@sp.test
    purpose: reads evidence
`;

export interface StageFolder {
  readonly path: string;
  write(name: string, content: string | Uint8Array): void;
  load(options?: { baseUrl?: string; now?: Date }): Promise<Configuration>;
  /** The message of the error that loading ends with, the folder's own path cut from it. */
  refusal(options?: { baseUrl?: string; now?: Date }): Promise<string>;
  remove(): void;
}

export function stageFolder(files: Readonly<Record<string, string>>): StageFolder {
  const path = mkdtempSync(join(tmpdir(), "samltrail-config-"));
  mkdirSync(join(path, "trust"));
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(path, name), content);
  for (const [name, content] of Object.entries(files)) write(name, content);
  const load: StageFolder["load"] = ({ baseUrl = "https://sp.test", now = NOW } = {}) =>
    loadConfiguration({ file: join(path, "stage.yaml"), trustDirectory: join(path, "trust"), baseUrl, now });
  return {
    path,
    write,
    load,
    async refusal(options) {
      try {
        await load(options);
      } catch (error) {
        return (error as Error).message.replaceAll(`${path}/`, "");
      }
      throw new Error("expected the configuration to be refused, but it was loaded");
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
