/** The clients that pages read with: the same services, by the same SDK, that the functions write with. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { EvidenceReader } from "../../lib/evidence/evidence-store.ts";
import { s3EvidenceStore } from "../../lib/evidence/s3-evidence-store.ts";
import { createDynamoDbNames, type Names } from "../../lib/identity/dynamodb-names.ts";
import type { LedgerTable } from "../../lib/ledger/ledger-table.ts";
import { LOCAL_ACCOUNT } from "../aws/account.ts";
import { LOCAL_CREDENTIALS, LOCAL_NAMES } from "../functions/environment.ts";

export interface PageSources {
  readonly ledger: LedgerTable;
  readonly evidence: EvidenceReader;
  readonly names: Names;
  close(): void;
}

export function openPageSources(awsUrl: string, databaseUrl: string): PageSources {
  const settings = { region: LOCAL_ACCOUNT.region, credentials: LOCAL_CREDENTIALS };
  const database = new DynamoDBClient({ ...settings, endpoint: databaseUrl });
  const s3 = new S3Client({ ...settings, endpoint: awsUrl, forcePathStyle: true });
  const client = DynamoDBDocumentClient.from(database);
  const { tables, evidenceBucket } = LOCAL_NAMES;
  return {
    ledger: { client, name: tables["login-ledger"] },
    evidence: s3EvidenceStore(s3, evidenceBucket),
    names: createDynamoDbNames(client, tables.identities),
    close() {
      database.destroy();
      s3.destroy();
    },
  };
}
