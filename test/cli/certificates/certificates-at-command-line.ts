/** `samltrail certificates` against the trust table on dynalite, and a stub of Secrets Manager and the event bus. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import { certificatesCommand } from "../../../cli/certificates/certificates-command.ts";
import { readOverlay } from "../../../lib/certificates/read-overlay.ts";
import { watchProvider } from "../../../lib/certificates/watch-provider.ts";
import { loadConfiguration } from "../../../lib/config/load-configuration.ts";
import { parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import { serviceProviderMetadata } from "../../../lib/saml/service-provider-metadata.ts";
import { openWatchedStage, published, watchedStage } from "../../certificates/helpers/watched-stage.ts";
import { certificatePem, privateKeyPem } from "../../fixtures/keys.ts";
import { type AwsStub, pointAwsAt, startAwsStub } from "../../helpers/aws-stub.ts";
import { runCommand } from "../../helpers/run-command.ts";

const NOW = new Date("2026-08-01T12:00:00.000Z");

const OWN = "  signingCertificate: signing.pem\n  decryptionCertificates: [decryption.pem]\n";

/** Call at the top of a test file: each test begins with an empty table, and the deployed certificates' keys in the secrets. */
export function certificatesAtCommandLine() {
  let stage: Awaited<ReturnType<typeof openWatchedStage>>;
  let stub: AwsStub;
  const told: TrailEvent[] = [];
  const secrets = new Map<string, Record<string, unknown>>();
  let now = NOW;
  let elsewhere: string | null = null;

  /** Our metadata, as the functions serve it. */
  const metadata = createServer((_request, response) => {
    inForce().then(
      (configuration) => response.end(elsewhere ?? serviceProviderMetadata(configuration)),
      () => response.destroy(),
    );
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve));
    [stage, stub] = await Promise.all([openWatchedStage(), startAwsStub()]);
    pointAwsAt(stub.endpoint);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: stage.dynalite.endpoint,
      BASE_URL: `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`,
      TRUST_TABLE: "trust",
      LOGIN_LEDGER_TABLE: "login-ledger",
      EVENT_BUS_NAME: "trail",
      SIGNING_KEY_SECRET: "signing",
      DECRYPTION_KEYS_SECRET: "decryption",
    });
    stub.answer(({ operation, body }) => {
      const input = JSON.parse(body) as { SecretId: string; SecretString: string; Entries: { Detail: string }[] };
      if (operation === "GetSecretValue")
        return { body: { SecretString: JSON.stringify(secrets.get(input.SecretId)) } };
      if (operation === "PutSecretValue") {
        secrets.set(input.SecretId, JSON.parse(input.SecretString));
        return { body: {} };
      }
      told.push(...input.Entries.map(({ Detail }) => parseEvent(JSON.parse(Detail))));
      return { body: { FailedEntryCount: 0, Entries: input.Entries.map(() => ({ EventId: "e" })) } };
    });
  });

  beforeEach(async () => {
    await stage.clear();
    told.length = 0;
    now = NOW;
    stage.folder.write("stage.yaml", watchedStage().replace("metadata\n", `metadata\n${OWN}`));
    stage.folder.write("trust/signing.pem", certificatePem("service-signing"));
    stage.folder.write("trust/decryption.pem", certificatePem("service-decryption"));
    stage.deploy(published(["acme-rsa"]));
    secrets.set("signing", { privateKeyPem: privateKeyPem("service-signing") });
    secrets.set("decryption", { privateKeyPems: [privateKeyPem("service-decryption")] });
  });

  afterAll(async () => {
    metadata.closeAllConnections();
    metadata.close();
    await Promise.all([stage.close(), stub.stop()]);
  });

  const file = () => `${stage.folder.path}/stage.yaml`;
  const trustDirectory = () => `${stage.folder.path}/trust`;

  /** What the functions make of it at that instant. */
  async function inForce() {
    const wanted = { identityProviderIds: ["okta"], own: ["signing", "decryption"] as const };
    const overlay = await readOverlay(stage.table, wanted, now);
    const baseUrl = "https://sp.test";
    return loadConfiguration({ file: file(), trustDirectory: trustDirectory(), baseUrl, now, overlay });
  }

  async function certificates(...args: readonly string[]) {
    const [out, error]: [string[], string[]] = [[], []];
    const around = { out: (line: string) => out.push(line), error: (line: string) => error.push(line), now };
    const code = await runCommand({ certificates: certificatesCommand }, ["certificates", ...args], around);
    const text = (lines: readonly string[]) => lines.join("\n").replaceAll(`${stage.folder.path}/`, "");
    return { code, out: text(out), error: text(error) };
  }

  return {
    told,
    secrets,
    certificates: (...args: readonly string[]) => certificates(...args, file()),
    certificatesOf: certificates,
    passes: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    at: (instant: Date) => {
      now = instant;
    },
    /** The daily run sees this document. */
    async provides(document: string) {
      const { table, origin } = stage;
      const policy = { id: "okta", metadata: "okta.xml", metadataUrl: "https://idp.test/metadata" };
      const watched = { ...policy, trustMetadataRollover: false, mayStartLogin: true };
      const watch = { table, trustDirectory: trustDirectory(), stage: { serviceProvider: {} }, origin: origin(now) };
      await watchProvider({ ...watch, fetch: async () => document }, watched);
    },
    deploy: (document: string) => stage.deploy(document),
    deployFile: (name: string, content: string) => stage.folder.write(`trust/${name}`, content),
    inForce,
    /** What our metadata says where something else is deployed than lies in the trust folder. */
    deployElsewhere: (text: string | null) => {
      elsewhere = text;
    },
  };
}
