import type { Configuration } from "../../lib/config/configuration.ts";
import type { CredentialRecords } from "../../lib/credentials/credential-records.ts";
import type { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { documentClient } from "./clients/document-client.ts";
import { eventBridge } from "./clients/event-bridge.ts";
import { describeError } from "./describe-error.ts";
import { logger } from "./observability.ts";
import { readKeyRing } from "./secrets.ts";

export interface RecordPlaces {
  readonly LOGIN_LEDGER_TABLE: string;
  readonly IDENTITIES_TABLE: string;
  readonly EVENT_BUS_NAME: string;
  readonly PSEUDONYM_KEYS_SECRET: string;
}

export function assembleCredentialRecords(configuration: Configuration, env: RecordPlaces): CredentialRecords {
  return {
    environment: configuration.environment,
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    identities: createDynamoDbIdentities(documentClient(), env.IDENTITIES_TABLE, configuration.retention),
    pseudonymizer: async () => createPseudonymizer(await readKeyRing(env.PSEUDONYM_KEYS_SECRET)),
    publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
    onLeftPending: (refused, error) => logger.warn("events left pending", { refused, cause: describeError(error) }),
    producer: createProducer(),
  };
}

/** Not even the refusal could be recorded: the log line is what is left of it. */
export function logUnrecorded({ reason, problem }: CredentialsRefused, error: unknown): void {
  logger.error("a refusal could not be recorded", { reason, problem, cause: describeError(error) });
}
