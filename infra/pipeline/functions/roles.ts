/** What role mappings were used for, and what becomes of those that nobody uses. */
import { DUE_INDEX, PENDING_INDEX } from "../names.ts";
import type { FunctionDefinition } from "../types.ts";

export const ROLES = [
  {
    name: "record-role-usage",
    purpose: "keeps when each role mapping was last granted and used, and by how many",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-usage", actions: ["dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "reconcile-cloudtrail",
    purpose: "joins the credentials that were issued with what CloudTrail saw",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      { table: "reconciliation", actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-mappings", actions: ["dynamodb:Scan"] },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { knowsLender: true },
      { eventBus: true },
    ],
  },
  {
    name: "reconcile-cloudtrail-overdue",
    purpose: "asks CloudTrail for records that did not come, and reports what stays unmatched",
    timeoutSeconds: 50,
    memoryMegabytes: 512,
    uses: [
      { table: "reconciliation", actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "reconciliation", actions: ["dynamodb:Query"], index: DUE_INDEX },
      { table: "role-mappings", actions: ["dynamodb:Scan"] },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { readsCloudTrail: true },
      { eventBus: true },
    ],
  },
  {
    name: "prune-role-mappings",
    purpose: "marks, announces and prunes role mappings that nobody uses",
    // Reading the archive where the metrics cannot tell.
    timeoutSeconds: 900,
    memoryMegabytes: 1024,
    uses: [
      { table: "role-mappings", actions: ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-usage", actions: ["dynamodb:Query"] },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "login-ledger", actions: ["dynamodb:Query"], index: PENDING_INDEX },
      { evidenceBucket: true, actions: ["s3:ListBucket"] },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "events/" },
      { evidenceBucket: true, actions: ["s3:GetObject"], prefix: "seals/days/" },
      { readsMetrics: true },
      { deadLetterQueues: true },
      { eventBus: true },
    ],
  },
] as const satisfies readonly FunctionDefinition[];
