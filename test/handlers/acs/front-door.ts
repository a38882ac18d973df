/** The real ACS handler between real edges: dynalite for DynamoDB, and a stub for Secrets Manager and the event bus. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import type { createAcsHandler } from "../../../handlers/acs/create-handler.ts";
import { parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { entity, keyDescriptor, singleSignOn } from "../../config/helpers/metadata.ts";
import { ENTITY_IDS, SERVICE_PROVIDER } from "../../fixtures/configuration.ts";
import type { PostedForm } from "../../fixtures/form.ts";
import { certificateBase64, privateKeyPem } from "../../fixtures/keys.ts";
import { pointAwsAt, startAwsStub } from "../../helpers/aws-stub.ts";
import { startDynalite } from "../../helpers/dynalite.ts";
import { aDefinition, mappingFile, putDefinitions } from "../../helpers/mappings.ts";

const STAGE = `stage: test
environment: production
environments: [production, staging]
accounts: { production: ["123456789012"], staging: ["123456789012"] }
serviceProvider: { entityId: "${SERVICE_PROVIDER.entityId}" }
relayState: { allowed: [/, /reports/*], default: / }
flood: { eventsPerMinute: 5 }
pruning: { restoreRequests: true }
roleMappings: mappings.yaml
identityProviders:
  - { id: acme, name: Acme, metadata: acme.xml, roleAttribute: roles, displayNameAttribute: displayName, mayStartLogin: true }
  - { id: globex, name: Globex, metadata: globex.xml, roleAttribute: roles, mayStartLogin: false }
`;

const mapping = (id: string, samlRole: string, environment: string) =>
  aDefinition({
    id,
    identityProvider: "acme",
    samlRole,
    environment,
    iamRole: `arn:aws:iam::123456789012:role/samltrail-${id}`,
  });

const MAPPINGS = [
  mapping("acme-admin", "admin", "production"),
  mapping("acme-auditor", "auditor", "production"),
  mapping("acme-deployer", "deployer", "staging"),
  mapping("acme-retired", "retired", "production"),
];

const CONTEXT = { functionName: "acs", awsRequestId: "request", getRemainingTimeInMillis: () => 10_000 } as Context;

interface Bus {
  /** How many of the coming entries are refused, as EventBridge refuses: without an error. */
  refuse: number;
  readonly events: TrailEvent[];
}

function writeStage(stage: string): string {
  const folder = mkdtempSync(join(tmpdir(), "samltrail-acs-"));
  mkdirSync(join(folder, "trust"));
  const metadata = (id: "acme" | "globex") =>
    entity({
      entityId: ENTITY_IDS[id],
      children: keyDescriptor(certificateBase64(`${id}-rsa`), "signing") + singleSignOn(`${ENTITY_IDS[id]}/sso`),
    });
  writeFileSync(join(folder, "stage.yaml"), stage);
  writeFileSync(join(folder, "mappings.yaml"), mappingFile(MAPPINGS));
  writeFileSync(join(folder, "trust", "acme.xml"), metadata("acme"));
  writeFileSync(join(folder, "trust", "globex.xml"), metadata("globex"));
  return folder;
}

const keyRing = () => ({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } });

/** @param change makes another stage file of the usual one */
export async function openFrontDoor(change = (stage: string) => stage) {
  const [dynalite, stub] = await Promise.all([startDynalite(), startAwsStub()]);
  const folder = writeStage(change(STAGE));
  const bus: Bus = { refuse: 0, events: [] };
  const secrets: Record<string, object | undefined> = {
    pseudonyms: keyRing(),
    sessions: keyRing(),
    decryption: { privateKeyPems: [privateKeyPem("service-decryption")] },
  };
  stub.answer(({ operation, body }) => {
    const input = JSON.parse(body) as { SecretId: string; Entries: readonly { Detail: string }[] };
    if (operation === "GetSecretValue") {
      const secret = secrets[input.SecretId];
      if (!secret) return { status: 400, body: { __type: "ResourceNotFoundException" } };
      return { body: { SecretString: JSON.stringify(secret) } };
    }
    const Entries = input.Entries.map(({ Detail }, index) => {
      if (bus.refuse > 0) {
        bus.refuse -= 1;
        return { ErrorCode: "ThrottlingException", ErrorMessage: "slow down" };
      }
      bus.events.push(parseEvent(JSON.parse(Detail)));
      return { EventId: String(index) };
    });
    return { body: { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries } };
  });
  pointAwsAt(stub.endpoint);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    CONFIG_FILE: join(folder, "stage.yaml"),
    TRUST_DIRECTORY: join(folder, "trust"),
    BASE_URL: SERVICE_PROVIDER.baseUrl,
    LOGIN_LEDGER_TABLE: "login-ledger",
    ROLE_MAPPINGS_TABLE: "role-mappings",
    ROLE_USAGE_TABLE: "role-usage",
    IDENTITIES_TABLE: "identities",
    TRUST_TABLE: "trust",
    EVENT_BUS_NAME: "samltrail",
    PSEUDONYM_KEYS_SECRET: "pseudonyms",
    SESSION_KEYS_SECRET: "sessions",
    DECRYPTION_KEYS_SECRET: "decryption",
    // With it Powertools writes to the console that a test can watch, instead of one of its own.
    POWERTOOLS_DEV: "true",
    POWERTOOLS_METRICS_DISABLED: "false",
    POWERTOOLS_TRACE_ENABLED: "false",
  });
  await putDefinitions(dynalite.client, MAPPINGS);
  return {
    bus,
    secrets,
    folder,
    client: dynalite.client,
    ledger: createDynamoDbLedger(dynalite.client, "login-ledger"),
    async identities() {
      const { Items = [] } = await dynalite.client.send(new ScanCommand({ TableName: "identities" }));
      return Items;
    },
    async close() {
      await Promise.all([dynalite.stop(), stub.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Posting {
  readonly method?: string;
  readonly cookies?: readonly string[];
  readonly contentType?: string;
}

/** What the HTTP API makes of a form that a browser posts to /saml/acs. */
function postOf(form: PostedForm, { method = "POST", cookies = [], contentType }: Posting = {}) {
  return {
    version: "2.0",
    routeKey: "ANY /saml/acs",
    rawPath: "/saml/acs",
    rawQueryString: "",
    headers: { "content-type": contentType ?? form.contentType },
    cookies: [...cookies],
    requestContext: {
      requestId: "JKJaXmPLvHcESHA=",
      http: { method, path: "/saml/acs", protocol: "HTTP/1.1", sourceIp: "192.0.2.7", userAgent: "Browser/1.0" },
    },
    body: form.body.toString("base64"),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
}

export type Answer = APIGatewayProxyStructuredResultV2;

export function callerOf(handler: ReturnType<typeof createAcsHandler>) {
  return (form: PostedForm, posting?: Posting): Promise<Answer> => handler(postOf(form, posting), CONTEXT);
}
