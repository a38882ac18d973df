/** Joins the credentials that were issued with what CloudTrail saw, and reports a mapped role that somebody else assumed. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createDynamoDbIdentities } from "../../lib/identity/dynamodb-identities.ts";
import { createPseudonymizer } from "../../lib/identity/pseudonyms.ts";
import type { Surroundings } from "../../lib/reconcile/reconcile.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { assembleReconciling, stagesMappings } from "../shared/reconciling.ts";
import { readKeyRing } from "../shared/secrets.ts";
import { loadStage } from "../shared/stage.ts";
import { reconcileBatch } from "./reconcile-batch.ts";

const env = environment(
  "RECONCILIATION_TABLE",
  "ROLE_MAPPINGS_TABLE",
  "LOGIN_LEDGER_TABLE",
  "IDENTITIES_TABLE",
  "PSEUDONYM_KEYS_SECRET",
  "LENDING_ROLE",
  "EVENT_BUS_NAME",
);

const stage = loadStage();

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { environment: of, retention } = await stage;
  const now = new Date();
  const reconciling = assembleReconciling(env, of, now);
  const identities = createDynamoDbIdentities(documentClient(), env.IDENTITIES_TABLE, retention);
  const surroundings = async (): Promise<Surroundings> => ({
    ...reconciling,
    lender: env.LENDING_ROLE,
    mappings: await stagesMappings(env.ROLE_MAPPINGS_TABLE, of),
    pseudonymizer: createPseudonymizer(await readKeyRing(env.PSEUDONYM_KEYS_SECRET)),
    remember: (clear) => identities.remember(clear, now),
  });
  return reconcileBatch(Records, surroundings, reconciling);
}
