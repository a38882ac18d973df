/** What the home function is made of, put together from configuration, secrets and clients. */
import type { Configuration } from "../../lib/config/configuration.ts";
import { type KnownToken, liveTokens } from "../../lib/credentials/store/agent-tokens.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { createDynamoDbRoleMappings } from "../../lib/roles/dynamodb-role-mappings.ts";
import { mappingKey } from "../../lib/roles/mapping-item.ts";
import type { RoleMapping, RoleMappings } from "../../lib/roles/role-mapping.ts";
import { readUsage, type Usage } from "../../lib/roles/usage/usage-days.ts";
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { createCookies } from "../shared/cookies.ts";
import type { SessionReading } from "../shared/current-session.ts";
import { environment } from "../shared/environment.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { readKeyRing } from "../shared/secrets.ts";
import { loadStage } from "../shared/stage.ts";
import { recentUsage } from "./recent-usage.ts";

export interface HomeParts extends SessionReading {
  readonly configuration: Configuration;
  readonly ledger: Pick<LoginLedger, "hasEnded">;
  readonly mappings: RoleMappings;
  /** How a mapping was used from that day on. */
  readonly usageOf: (mapping: RoleMapping, from: Date) => Promise<Usage>;
  /** The live tokens of the programs that act for a person. */
  readonly tokensOf: (subject: string, now: Date) => Promise<readonly KnownToken[]>;
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleHome(): Promise<HomeParts> {
  const env = environment("LOGIN_LEDGER_TABLE", "ROLE_MAPPINGS_TABLE", "ROLE_USAGE_TABLE", "SESSION_KEYS_SECRET");
  const configuration = await loadStage();
  const { baseUrl } = configuration.serviceProvider;
  const table = { client: documentClient(), name: env.LOGIN_LEDGER_TABLE };
  return {
    configuration,
    tokensOf: (subject, now) => liveTokens(table, subject, now),
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    usageOf: recentUsage(({ identityProvider, samlRole, environment: of }, from) =>
      readUsage(documentClient(), env.ROLE_USAGE_TABLE, mappingKey(identityProvider, samlRole, of), from),
    ),
    mappings: createDynamoDbRoleMappings(documentClient(), env.ROLE_MAPPINGS_TABLE),
    sealer: async () => createSessionSealer(await readKeyRing(env.SESSION_KEYS_SECRET)),
    cookies: createCookies(baseUrl),
    answers: createAnswers(baseUrl),
  };
}
