/** What the switch-session function is made of, put together from configuration, secrets and clients. */
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { createSessionSealer, type SealPurpose } from "../../lib/session/jose-sealer.ts";
import type { SessionSealer } from "../../lib/session/session.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { createCookies } from "../shared/cookies.ts";
import type { SessionReading } from "../shared/current-session.ts";
import { environment } from "../shared/environment.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { readKeyRing } from "../shared/secrets.ts";
import type { SessionEnding } from "../shared/session-end.ts";
import { loadStage } from "../shared/stage.ts";

export interface SwitchSessionParts extends SessionReading, SessionEnding {
  readonly ledger: SessionEnding["ledger"] & Pick<LoginLedger, "hasEnded">;
  readonly sealerFor: (purpose: SealPurpose) => Promise<SessionSealer>;
  readonly answers: Answers;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleSwitchSession(): Promise<SwitchSessionParts> {
  const env = environment("LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME", "SESSION_KEYS_SECRET");
  const configuration = await loadStage();
  const { baseUrl } = configuration.serviceProvider;
  const sealerFor = async (purpose: SealPurpose) =>
    createSessionSealer(await readKeyRing(env.SESSION_KEYS_SECRET), purpose);
  return {
    configuration,
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
    producer: createProducer(),
    sealer: () => sealerFor("session"),
    sealerFor,
    cookies: createCookies(baseUrl),
    answers: createAnswers(baseUrl),
  };
}
