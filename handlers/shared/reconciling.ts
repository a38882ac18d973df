/** What both functions of the reconciliation with CloudTrail are made of. */
import { ulid } from "ulid";
import { createProducer } from "../../lib/events/producer.ts";
import { publishEvents } from "../../lib/events/publish.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import type { Reconciling } from "../../lib/reconcile/reconcile.ts";
import type { RoleMapping } from "../../lib/roles/role-mapping.ts";
import { createRoleMappingStore } from "../../lib/roles/role-mapping-store.ts";
import { documentClient } from "./clients/document-client.ts";
import { eventBridge } from "./clients/event-bridge.ts";
import { describeError } from "./describe-error.ts";
import { logger } from "./observability.ts";

export interface ReconciliationPlaces {
  readonly RECONCILIATION_TABLE: string;
  readonly LOGIN_LEDGER_TABLE: string;
  readonly EVENT_BUS_NAME: string;
}

const producer = createProducer();

export function assembleReconciling(places: ReconciliationPlaces, environment: string, now: Date): Reconciling {
  const client = documentClient();
  return {
    table: { client, name: places.RECONCILIATION_TABLE },
    ledger: { client, name: places.LOGIN_LEDGER_TABLE },
    publication: {
      publish: (events) => publishEvents(eventBridge(), places.EVENT_BUS_NAME, events),
      ledger: createDynamoDbLedger(client, places.LOGIN_LEDGER_TABLE),
      onLeftPending: (refused, error) =>
        logger.warn("events left pending", { refused, cause: error === undefined ? undefined : describeError(error) }),
    },
    environment,
    producer,
    attemptId: ulid(now.getTime()),
    now,
  };
}

/**
 * The stage's mappings, pruned and retired ones too: the roles that they named may still trust the credentials function, and are to
 * be assumed by nobody else. The table holds what people wrote by hand, so reading it whole costs little.
 */
export async function stagesMappings(table: string, environment: string): Promise<readonly RoleMapping[]> {
  const all = await createRoleMappingStore(documentClient(), table).all();
  return all.filter((mapping) => mapping.environment === environment);
}
