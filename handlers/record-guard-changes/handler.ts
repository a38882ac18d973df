/** Makes an event of each change to what guards the evidence, from CloudTrail's records on the account's default bus. */
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { ulid } from "ulid";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createNames } from "../../lib/guards/guarded-names.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { documentClient } from "../shared/clients/document-client.ts";
import { eventBridge } from "../shared/clients/event-bridge.ts";
import { describeError } from "../shared/describe-error.ts";
import { environment } from "../shared/environment.ts";
import { logger } from "../shared/observability.ts";
import { loadStage } from "../shared/stage.ts";
import { recordBatch } from "./record-batch.ts";

const env = environment("GUARDED_RESOURCES", "LOGIN_LEDGER_TABLE", "EVENT_BUS_NAME");

const stage = loadStage();
const producer = createProducer();
const names = createNames(env.GUARDED_RESOURCES.split(" "));

export async function handler({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const { environment: of, deployment, roleMappings } = await stage;
  const now = new Date();
  const client = documentClient();
  return recordBatch(
    Records,
    {
      names,
      lentRoles: [...new Set(roleMappings.map(({ iamRole }) => iamRole))],
      deployers: deployment.roles,
    },
    {
      ledger: { client, name: env.LOGIN_LEDGER_TABLE },
      publication: {
        publish: (events) => publishEvents(eventBridge(), env.EVENT_BUS_NAME, events),
        ledger: createDynamoDbLedger(client, env.LOGIN_LEDGER_TABLE),
        onLeftPending: (refused, error) =>
          logger.warn("left pending", { refused, error: error === undefined ? undefined : describeError(error) }),
      },
      environment: of,
      producer,
      attemptId: ulid(now.getTime()),
      now,
    },
  );
}
