/** What the ACS function is made of, put together from configuration, secrets and clients. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Configuration } from "../../lib/config/configuration.ts";
import { createFloodGate } from "../../lib/events/flood-gate.ts";
import { createProducer, type Producer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import type { Publication } from "../../lib/events/publish-recorded.ts";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import { createPseudonymizer, type Pseudonymizer } from "../../lib/identity/pseudonyms.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { createDynamoDbRoleMappings } from "../../lib/roles/dynamodb-role-mappings.ts";
import { loginSequence } from "../../lib/saml/login-sequence.ts";
import type { FailureRecords } from "../../lib/saml/record-failure.ts";
import { createSchemaValidator } from "../../lib/saml/schema/create-schema-validator.ts";
import type { SchemaValidator } from "../../lib/saml/schema/schema-validator.ts";
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import type { SessionSealer } from "../../lib/session/session.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { environment } from "../shared/environment.ts";
import { readDecryptionKeys, readKeyRing } from "../shared/secrets.ts";
import { openTrustedStage, type TrustedStage } from "../shared/trusted-stage.ts";
import { logEventTrouble, logLeftPending } from "./log.ts";
import type { WelcomeSealers } from "./welcome.ts";

/** What is needed to record even an attempt that could not be judged. */
export interface Foundation {
  /** As it was when the process began; `stage` has what counts now. */
  readonly configuration: Configuration;
  readonly stage: TrustedStage;
  readonly producer: Producer;
  readonly failures: FailureRecords;
  readonly validator: SchemaValidator;
}

export interface Parts {
  readonly login: ReturnType<typeof loginSequence>;
  readonly pseudonymizer: Pseudonymizer;
  readonly sealers: WelcomeSealers & { readonly restoreRequest: SessionSealer };
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function layFoundation(now: Date): Promise<Foundation> {
  const env = environment("LOGIN_LEDGER_TABLE", "IDENTITIES_TABLE", "TRUST_TABLE", "EVENT_BUS_NAME");
  const stage = await openTrustedStage(env.TRUST_TABLE, { own: [] }, now);
  const configuration = await stage.current(now);
  const ledger = createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE);
  const publication: Publication = {
    publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
    ledger,
    onLeftPending: logLeftPending,
  };
  const producer = createProducer();
  const failures: FailureRecords = {
    ledger,
    identities: createDynamoDbIdentities(documentClient(), env.IDENTITIES_TABLE, configuration.retention),
    publication,
    producer,
    floodGate: createFloodGate(configuration.flood.eventsPerMinute),
    onTrouble: logEventTrouble,
  };
  return { configuration, stage, producer, failures, validator: createSchemaValidator(configuration.schemaValidator) };
}

const keysOf = new WeakMap<readonly string[], readonly KeyObject[]>();

/** Reading a key takes longer than most steps: those of a secret are read once, for as long as their reader keeps it. */
function opened(pems: readonly string[]): readonly KeyObject[] {
  const keys = keysOf.get(pems) ?? pems.map((pem) => createPrivateKey(pem));
  keysOf.set(pems, keys);
  return keys;
}

/**
 * Asked for by every attempt, so that rotated secrets are in use as soon as their reader's cache is over.
 * @throws SecretUnreadable where a secret cannot be had right now: the attempt is refused, and the next one tries again.
 */
export async function assembleLogin({ producer, failures, validator }: Foundation): Promise<Parts> {
  const env = environment(
    "LOGIN_LEDGER_TABLE",
    "ROLE_MAPPINGS_TABLE",
    "PSEUDONYM_KEYS_SECRET",
    "SESSION_KEYS_SECRET",
    "DECRYPTION_KEYS_SECRET",
  );
  const [pseudonymKeys, sessionKeys, decryptionKeys] = await Promise.all([
    readKeyRing(env.PSEUDONYM_KEYS_SECRET),
    readKeyRing(env.SESSION_KEYS_SECRET),
    readDecryptionKeys(env.DECRYPTION_KEYS_SECRET),
  ]);
  const pseudonymizer = createPseudonymizer(pseudonymKeys);
  const login = loginSequence({
    validator,
    decryptionKeys: opened(decryptionKeys),
    pseudonymizer,
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    mappings: createDynamoDbRoleMappings(documentClient(), env.ROLE_MAPPINGS_TABLE),
    identities: failures.identities,
    producer,
    publication: failures.publication,
    sealer: createSessionSealer(sessionKeys),
  });
  const sealers = {
    presence: createSessionSealer(sessionKeys, "presence"),
    offer: createSessionSealer(sessionKeys, "offer"),
    restoreRequest: createSessionSealer(sessionKeys, "restore-request"),
  };
  return { login, pseudonymizer, sealers };
}
