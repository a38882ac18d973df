/** Asks CloudTrail for records that did not come, and reports what stays without its other half. */
import type { Context, ScheduledEvent } from "aws-lambda";
import { createAskCloudTrail } from "../../lib/reconcile/ask-cloud-trail.ts";
import { followUp } from "../../lib/reconcile/follow-up.ts";
import { cloudTrail } from "../shared/clients/cloud-trail.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics } from "../shared/observability.ts";
import { assembleReconciling, stagesMappings } from "../shared/reconciling.ts";
import { loadStage } from "../shared/stage.ts";

const env = environment("RECONCILIATION_TABLE", "ROLE_MAPPINGS_TABLE", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");

/** What one more call may take: a question to CloudTrail, and the record of the answer. */
const RESERVE_MILLISECONDS = 20_000;

const stage = loadStage();

export async function handler(_schedule: ScheduledEvent, context: Context): Promise<void> {
  logger.addContext(context);
  const { environment: of } = await stage;
  const followedUp = await followUp({
    ...assembleReconciling(env, of, new Date()),
    ask: createAskCloudTrail(cloudTrail()),
    mappings: await stagesMappings(env.ROLE_MAPPINGS_TABLE, of),
    hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MILLISECONDS,
    onUnanswered: (error) => logger.error("CloudTrail did not answer", { error: describeError(error) }),
    onTrouble: (error) => logger.error("not followed up", { error: describeError(error) }),
  });
  // The alarm watches it, and a sum of nothing would be no news to it.
  measure("RoleAssumptionUnmatched", followedUp.unmatched);
  metrics.publishStoredMetrics();
  const { failed, unmatched, complete } = followedUp;
  logger[failed > 0 || unmatched > 0 || !complete ? "warn" : "info"]("followed up", { ...followedUp });
}
