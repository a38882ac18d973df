/** The clients and tables that a dry run reads. */
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { clientSettings } from "../../handlers/shared/clients/settings.ts";
import { createDynamoDbNames, type Names } from "../../lib/identity/dynamodb-names.ts";
import { createDynamoDbLedger } from "../../lib/ledger/dynamodb-ledger.ts";
import { type AskCloudTrail, createAskCloudTrail } from "../../lib/reconcile/ask-cloud-trail.ts";
import { stackResources } from "../stack.ts";
import { createTrail, type Trail } from "./trail.ts";

export interface Resources {
  readonly trail: Trail;
  readonly reconciliation: { readonly client: DynamoDBDocumentClient; readonly name: string };
  readonly ask: AskCloudTrail;
  readonly names: Names;
  close(): void;
}

/** @throws UsageError where the stack is not named */
export function openResources(clock: () => Date): Resources {
  const names = stackResources("LOGIN_LEDGER_TABLE", "RECONCILIATION_TABLE", "IDENTITIES_TABLE", "EVIDENCE_BUCKET");
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings));
  const [s3, cloudTrail] = [new S3Client(clientSettings), new CloudTrailClient(clientSettings)];
  const ledger = createDynamoDbLedger(client, names.LOGIN_LEDGER_TABLE);
  return {
    trail: createTrail({ s3, bucket: names.EVIDENCE_BUCKET, ledger, clock }),
    reconciliation: { client, name: names.RECONCILIATION_TABLE },
    ask: createAskCloudTrail(cloudTrail),
    names: createDynamoDbNames(client, names.IDENTITIES_TABLE),
    close() {
      for (const each of [client, s3, cloudTrail]) each.destroy();
    },
  };
}
