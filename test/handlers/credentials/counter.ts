/** The credentials door between real edges: dynalite for DynamoDB, the stand-in for STS; the bus is a list. */
import { STSClient } from "@aws-sdk/client-sts";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { CredentialParts } from "../../../handlers/credentials/parts.ts";
import { createCookies } from "../../../handlers/shared/cookies.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import { createAssumeRole } from "../../../lib/credentials/assume-role.ts";
import { createStanding } from "../../../lib/credentials/store/standing.ts";
import { parseEvent, type TrailEvent } from "../../../lib/events/catalogue.ts";
import { createProducer } from "../../../lib/events/producer.ts";
import { createDynamoDbIdentities } from "../../../lib/identity/dynamodb-identities.ts";
import { createPseudonymizer } from "../../../lib/identity/pseudonyms.ts";
import { createDynamoDbLedger } from "../../../lib/ledger/dynamodb-ledger.ts";
import { createDynamoDbRoleMappings } from "../../../lib/roles/dynamodb-role-mappings.ts";
import { mappingItem } from "../../../lib/roles/mapping-item.ts";
import type { RoleMapping } from "../../../lib/roles/role-mapping.ts";
import { NOW, testConfiguration } from "../../fixtures/configuration.ts";
import { startDynalite } from "../../helpers/dynalite.ts";
import type { Request } from "../../helpers/http-event.ts";
import { LEDGER } from "../../helpers/ledger.ts";
import { aMapping } from "../../helpers/mappings.ts";
import { aSession, SEALER } from "../../helpers/session.ts";
import { startTestStandIn } from "../../local/aws-stand-in.ts";

export const BASE = "https://sp.example.test";

export const ENVELOPE = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["s3:Get*", "s3:List*"], Resource: "*" }],
};

const mapping = (samlRole: string, given: Partial<RoleMapping> = {}) =>
  aMapping({
    id: `acme-${samlRole}`,
    identityProvider: "acme",
    samlRole,
    environment: "production",
    iamRole: `arn:aws:iam::123456789012:role/samltrail-${samlRole}`,
    ...given,
  });

/** Roles of acme; the session of `sessionCookie` has every one of them. */
const MAPPINGS: readonly RoleMapping[] = [
  mapping("admin"),
  mapping("auditor", { maximumSessionMinutes: 30, envelope: JSON.stringify(ENVELOPE) }),
  mapping("old", { status: "pruned", prunedAt: "2026-07-01T00:00:00.000Z" }),
  mapping("deployer", { environment: "staging" }),
  mapping("foreign", { iamRole: "arn:aws:iam::123456789012:role/not-lent" }),
];

export async function openCounter() {
  const [dynalite, standIn] = await Promise.all([startDynalite(), startTestStandIn()]);
  for (const each of MAPPINGS) {
    await dynalite.client.send(new PutCommand({ TableName: "role-mappings", Item: mappingItem(each) }));
  }
  const sts = new STSClient(standIn.client);
  const table = { client: dynalite.client, name: LEDGER };
  const ledger = createDynamoDbLedger(dynalite.client, LEDGER);
  const published: TrailEvent[] = [];
  const configuration = testConfiguration();
  const parts: CredentialParts = {
    configuration,
    ledger,
    table,
    standing: createStanding(table),
    issuing: {
      environments: configuration,
      mappings: createDynamoDbRoleMappings(dynalite.client, "role-mappings"),
      assumeRole: createAssumeRole(sts),
      records: {
        environment: configuration.environment,
        ledger,
        identities: createDynamoDbIdentities(dynalite.client, "identities", { addressDays: 400 }),
        pseudonymizer: async () => createPseudonymizer({ current: "k1", keys: { k1: new Uint8Array(32).fill(3) } }),
        publish: async (events) => {
          published.push(...events.map(parseEvent));
          return { published: events.map(({ metadata }) => metadata.id), refused: [] };
        },
        onLeftPending: () => undefined,
        producer: createProducer(),
      },
      onUnrecorded: () => undefined,
    },
    signInEndpoint: standIn.client.endpoint,
    sealer: async () => SEALER,
    cookies: createCookies(BASE),
    answers: createAnswers(BASE),
  };
  return {
    dynalite,
    standIn,
    table,
    parts,
    published,
    async close() {
      sts.destroy();
      await Promise.all([dynalite.stop(), standIn.stop()]);
    },
  };
}

const ROLES = MAPPINGS.map(({ samlRole }) => samlRole);

export async function sessionCookie(given: Parameters<typeof aSession>[0] = {}): Promise<string> {
  const session = aSession({ samlRoles: ROLES, expiresAt: new Date(NOW.getTime() + 3_600_000), ...given });
  return `__Host-samltrail=${await SEALER.seal(session)}`;
}

/** A JSON request as our own page sends it. */
export function ask(path: string, body: unknown, cookie: string | null, headers: Record<string, string> = {}): Request {
  return {
    method: "POST",
    path,
    headers: { origin: BASE, "content-type": "application/json", accept: "application/json", ...headers },
    ...(cookie === null ? {} : { cookies: [cookie] }),
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
