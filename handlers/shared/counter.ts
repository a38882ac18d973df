/** What the functions have in common that give something to a signed-in person: credentials, codes, tokens. */
import type { Standing } from "../../lib/credentials/asker.ts";
import type { Minting } from "../../lib/credentials/mint-token.ts";
import { createStanding } from "../../lib/credentials/store/standing.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LedgerTable } from "../../lib/ledger/ledger-table.ts";
import { createDynamoDbRoleMappings } from "../../lib/roles/dynamodb-role-mappings.ts";
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import { documentClient } from "./clients/document-client.ts";
import { createCookies } from "./cookies.ts";
import { assembleCredentialRecords, logUnrecorded, type RecordPlaces } from "./credential-records.ts";
import { type Answers, createAnswers } from "./http.ts";
import type { LiveSessions } from "./live-session.ts";
import { readKeyRing } from "./secrets.ts";
import { loadStage } from "./stage.ts";

export interface Counter extends LiveSessions {
  readonly issuing: Minting;
  readonly standing: Standing;
  /** Codes and tokens lie in the ledger's table. */
  readonly table: LedgerTable;
  readonly answers: Answers;
}

export interface CounterPlaces extends RecordPlaces {
  readonly ROLE_MAPPINGS_TABLE: string;
  readonly SESSION_KEYS_SECRET: string;
}

/** @throws Error where the configuration is not right: then the function does not start. */
export async function assembleCounter(env: CounterPlaces): Promise<Counter> {
  const configuration = await loadStage();
  const { baseUrl } = configuration.serviceProvider;
  const table = { client: documentClient(), name: env.LOGIN_LEDGER_TABLE };
  return {
    configuration,
    table,
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
