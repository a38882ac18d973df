/** What keeps events flowing, counted and trusted. */
import { METRIC_NAMESPACE, PENDING_INDEX } from "../names.ts";
import type { FunctionDefinition } from "../types.ts";

export const UPKEEP = [
  {
    name: "republish-pending",
    purpose: "sends what the event bus has not taken yet",
    timeoutSeconds: 50,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { table: "login-ledger", actions: ["dynamodb:Query"], index: PENDING_INDEX },
      { table: "role-mappings", actions: ["dynamodb:Scan", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "record-metrics",
    purpose: "counts events as CloudWatch metrics at the time they occurred",
    timeoutSeconds: 30,
    memoryMegabytes: 512,
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:UpdateItem"],
      },
      { metricNamespace: METRIC_NAMESPACE },
    ],
  },
  {
    name: "send-heartbeat",
    purpose: "sends a heartbeat through the whole pipeline, so that silence can be told from loss",
    timeoutSeconds: 20,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
  {
    name: "watch-certificates",
    purpose: "refreshes the providers' metadata, and says which certificates run out",
    // Providers that do not answer are waited for at the same time.
    timeoutSeconds: 120,
    memoryMegabytes: 512,
    uses: [
      {
        table: "trust",
        actions: [
          "dynamodb:BatchGetItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:DeleteItem",
          "dynamodb:Scan",
        ],
      },
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { eventBus: true },
    ],
  },
] as const satisfies readonly FunctionDefinition[];
