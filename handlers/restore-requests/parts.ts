/** What the restore-requests function is made of, put together from configuration, secrets and clients. */
import type { Configuration } from "../../lib/config/configuration.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import { createPseudonymizer, type Pseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { createDynamoDbRoleMappings } from "../../lib/roles/dynamodb-role-mappings.ts";
import type { AskingBack } from "../../lib/roles/requests/ask-back.ts";
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import type { SessionSealer } from "../../lib/session/session.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { logger } from "../shared/observability.ts";
import { readKeyRing } from "../shared/secrets.ts";
import { loadStage } from "../shared/stage.ts";

export interface RestoreRequestParts {
  readonly configuration: Configuration;
  readonly asking: Omit<AskingBack, "pseudonymizer">;
  /** Made anew for each use from keys that are kept for a while, so that rotated keys are in use. */
  readonly sealer: () => Promise<SessionSealer>;
  readonly pseudonymizer: () => Promise<Pseudonymizer>;
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleRestoreRequests(): Promise<RestoreRequestParts> {
  const env = environment(
    "LOGIN_LEDGER_TABLE",
    "ROLE_MAPPINGS_TABLE",
    "IDENTITIES_TABLE",
    "EVENT_BUS_NAME",
    "PSEUDONYM_KEYS_SECRET",
    "SESSION_KEYS_SECRET",
  );
  const configuration = await loadStage();
  const client = documentClient();
  return {
    configuration,
    asking: {
      table: { client, name: env.LOGIN_LEDGER_TABLE },
      mappings: createDynamoDbRoleMappings(client, env.ROLE_MAPPINGS_TABLE),
      identities: createDynamoDbIdentities(client, env.IDENTITIES_TABLE, configuration.retention),
      publication: {
        publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
        ledger: createDynamoDbLedger(client, env.LOGIN_LEDGER_TABLE),
        onLeftPending: (refused, error) => logger.warn("events left pending", { refused, cause: describeError(error) }),
      },
      producer: createProducer(),
      environment: configuration.environment,
    },
    sealer: async () => createSessionSealer(await readKeyRing(env.SESSION_KEYS_SECRET), "restore-request"),
    pseudonymizer: async () => createPseudonymizer(await readKeyRing(env.PSEUDONYM_KEYS_SECRET)),
    answers: createAnswers(configuration.serviceProvider.baseUrl),
  };
}
