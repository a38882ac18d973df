/** What the agents function is made of, put together from configuration, secrets and clients. */
import type { Standing } from "../../lib/credentials/asker.ts";
import type { Minting } from "../../lib/credentials/mint-token.ts";
import { createStanding } from "../../lib/credentials/store/standing.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { createDynamoDbRoleMappings } from "../../lib/roles/dynamodb-role-mappings.ts";
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { createCookies } from "../shared/cookies.ts";
import { assembleCredentialRecords, logUnrecorded } from "../shared/credential-records.ts";
import { environment } from "../shared/environment.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import type { LiveSessions } from "../shared/live-session.ts";
import { readKeyRing } from "../shared/secrets.ts";
import { loadStage } from "../shared/stage.ts";

export interface AgentParts extends LiveSessions {
  readonly issuing: Minting;
  readonly standing: Standing;
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleAgents(): Promise<AgentParts> {
  const env = environment(
    "LOGIN_LEDGER_TABLE",
    "ROLE_MAPPINGS_TABLE",
    "IDENTITIES_TABLE",
    "EVENT_BUS_NAME",
    "PSEUDONYM_KEYS_SECRET",
    "SESSION_KEYS_SECRET",
  );
  const configuration = await loadStage();
  const { baseUrl } = configuration.serviceProvider;
  const table = { client: documentClient(), name: env.LOGIN_LEDGER_TABLE };
  return {
    configuration,
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    standing: createStanding(table),
    issuing: {
      table,
      environments: configuration,
      mappings: createDynamoDbRoleMappings(documentClient(), env.ROLE_MAPPINGS_TABLE),
      records: assembleCredentialRecords(configuration, env),
      onUnrecorded: logUnrecorded,
    },
    sealer: async () => createSessionSealer(await readKeyRing(env.SESSION_KEYS_SECRET)),
    cookies: createCookies(baseUrl),
    answers: createAnswers(baseUrl),
  };
}
