/** What the login function is made of, put together from configuration, secrets and clients. */
import type { Configuration } from "../../lib/config/configuration.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { LoginLedger } from "../../lib/ledger/ledger.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { type Cookies, createCookies } from "../shared/cookies.ts";
import { environment } from "../shared/environment.ts";
import { type Answers, createAnswers } from "../shared/http.ts";
import { readSigningKey } from "../shared/secrets.ts";
import { openTrustedStage, type TrustedStage } from "../shared/trusted-stage.ts";

export interface LoginParts {
  readonly configuration: Configuration;
  readonly ledger: Pick<LoginLedger, "saveRequest">;
  /** The private key, in PEM, that signs AuthnRequests. Asked for only where a provider wants them signed. */
  readonly signingKey: () => Promise<string>;
  readonly cookies: Cookies;
  readonly answers: Answers;
}

interface AssembledLogin extends LoginParts {
  readonly stage: TrustedStage;
}

/** @throws Error where the environment or the configuration is not right: then the function does not start. */
export async function assembleLogin(): Promise<AssembledLogin> {
  const env = environment("LOGIN_LEDGER_TABLE", "TRUST_TABLE", "SIGNING_KEY_SECRET");
  const now = new Date();
  const stage = await openTrustedStage(env.TRUST_TABLE, { own: ["signing"] }, now);
  const configuration = await stage.current(now);
  const { baseUrl } = configuration.serviceProvider;
  return {
    configuration,
    stage,
    ledger: createDynamoDbLedger(documentClient(), env.LOGIN_LEDGER_TABLE),
    signingKey: () => readSigningKey(env.SIGNING_KEY_SECRET),
    cookies: createCookies(baseUrl),
    answers: createAnswers(baseUrl),
  };
}
