/** The parts of a run, from the SDK's clients and the names of the resources: for the schedule, and for the command. */
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { arrivedHours } from "../../../archive/arrived-hours.ts";
import type { StageFile } from "../../../config/schema.ts";
import { publishEvents } from "../../../events/publish.ts";
import type { Publication } from "../../../events/publish-recorded.ts";
import { s3EvidenceStore } from "../../../evidence/s3-evidence-store.ts";
import { countPending } from "../../../ledger/count-pending.ts";
import { createDynamoDbLedger } from "../../../ledger/dynamodb-ledger.ts";
import { roleDimension } from "../../../metrics/role-dimension.ts";
import { mappingKey } from "../../mapping-item.ts";
import type { RoleMapping } from "../../role-mapping.ts";
import { createRoleMappingStore } from "../../role-mapping-store.ts";
import { readUsage } from "../../usage/usage-days.ts";
import type { CarryingOut } from "../carry-out.ts";
import type { PlanningScope, PlanningSources } from "../plan-run.ts";
import { archivedUses } from "./archived-uses.ts";
import { queueDepths } from "./dead-letters.ts";
import { metricUses } from "./metric-uses.ts";
import { openFindings } from "./open-findings.ts";
import { rolledUpDays } from "./rolled-up-days.ts";

export interface Clients {
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly cloudWatch: CloudWatchClient;
  readonly eventBridge: EventBridgeClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

export interface Places {
  readonly loginLedger: string;
  readonly roleMappings: string;
  readonly roleUsage: string;
  readonly eventBus: string;
  readonly evidenceBucket: string;
  /** URLs. */
  readonly deadLetterQueues: readonly string[];
  readonly metricNamespace: string;
}

export interface AssemblyOptions {
  readonly hasTime: () => boolean;
  readonly onLeftPending: Publication["onLeftPending"];
}

export interface PruningParts {
  readonly sources: PlanningSources;
  readonly means: CarryingOut;
}

/** Of a stage, what pruning goes by. */
export type PrunedStage = Pick<StageFile, "environment" | "metrics" | "pruning"> & {
  readonly identityProviders: readonly { readonly id: string }[];
  /** In the order of their file. */
  readonly roleMappings: readonly { readonly id: string }[];
};

export function scopeOf({ environment, identityProviders, pruning }: PrunedStage, now: Date): PlanningScope {
  return { environment, identityProviders: new Set(identityProviders.map(({ id }) => id)), now, policy: pruning };
}

export function assemblePruning(
  clients: Clients,
  places: Places,
  { environment, roleMappings, metrics, pruning }: PrunedStage,
  { hasTime, onLeftPending }: AssemblyOptions,
): PruningParts {
  const store = createRoleMappingStore(clients.dynamoDb, places.roleMappings);
  const roleOf = roleDimension(roleMappings, metrics.roleLimit);
  const usageOf = ({ identityProvider, samlRole, environment: of }: RoleMapping, from: Date) =>
    readUsage(clients.dynamoDb, places.roleUsage, mappingKey(identityProvider, samlRole, of), from);
  const archive = { client: clients.s3, bucket: places.evidenceBucket, hasTime };
  const countsOfDay = rolledUpDays(s3EvidenceStore(archive.client, archive.bucket));
  const closed = new Set(pruning.closedFindings.map(({ eventId }) => eventId));
  return {
    sources: {
      store,
      health: {
        async pendingSince(before) {
          let waiting = await countPending({ client: clients.dynamoDb, name: places.loginLedger }, before);
          for await (const _ of store.outbox.pending(before)) waiting += 1;
          return waiting;
        },
        deadLetters: () => queueDepths(clients.sqs, places.deadLetterQueues),
        arrivedHours: (from, until) => arrivedHours(archive.client, archive.bucket, from, until),
        openFindings: openFindings(archive, countsOfDay, closed),
      },
      daysOfUse: async (mapping) => (await usageOf(mapping, new Date(0))).days,
      second: {
        hasMetric: (mappingId) => roleOf(mappingId) === mappingId,
        metrics: metricUses({ client: clients.cloudWatch, namespace: places.metricNamespace, environment }),
        archive: archivedUses(archive, countsOfDay),
      },
    },
    means: {
      store,
      ledger: createDynamoDbLedger(clients.dynamoDb, places.loginLedger),
      publish: (events) => publishEvents(clients.eventBridge, places.eventBus, events),
      onLeftPending,
      refused: async (mapping) => (await usageOf(mapping, new Date(mapping.prunedAt ?? 0))).withheld,
    },
  };
}
