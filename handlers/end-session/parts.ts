/** What the end-session function is made of, put together from configuration, secrets and clients. */
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { createSessionSealer } from "../../lib/session/jose-sealer.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { createCookies } from "../shared/cookies.ts";
import type { SessionReading } from "../shared/current-session.ts";
import { environment } from "../shared/environment.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { readKeyRing } from "../shared/secrets.ts";
import type { SessionEnding } from "../shared/session-end.ts";
import { loadStage } from "../shared/stage.ts";

export interface EndSessionParts extends SessionReading, SessionEnding {
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleEndSession(): Promise<EndSessionParts> {
  const env = environment("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME", "SESSION_KEYS_SECRET");
  const configuration = await loadStage();
  const { baseUrl } = configuration.serviceProvider;
  return {
    configuration,
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
    producer: createProducer(),
    sealer: async () => createSessionSealer(await readKeyRing(env.SESSION_KEYS_SECRET)),
    cookies: createCookies(baseUrl),
    answers: createAnswers(baseUrl),
  };
}
