import { DUE_INDEX, PENDING_INDEX } from "./names.ts";
import type { TableDefinition } from "./types.ts";

export const TABLES: readonly TableDefinition[] = [
  {
    name: "login-ledger",
    ofLogin: { reads: 3, writes: 6 },
    partitionKey: "pk",
    timeToLive: "expiresAt",
    index: {
      name: PENDING_INDEX,
      partitionKey: { name: "pendingShard", type: "N" },
      sortKey: { name: "pendingSince", type: "S" },
      // Each login enters it and leaves it within a second, and nearly none is ever read through it.
      projection: "keys",
    },
  },
  { name: "role-mappings", partitionKey: "source", sortKey: "environment" },
  { name: "role-usage", partitionKey: "mapping", sortKey: "day", timeToLive: "expiresAt" },
  {
    name: "reconciliation",
    partitionKey: "pk",
    timeToLive: "expiresAt",
    // One partition a half: STS itself takes fewer calls a second than a partition takes writes.
    index: {
      name: DUE_INDEX,
      partitionKey: { name: "awaiting", type: "S" },
      sortKey: { name: "dueAt", type: "S" },
      projection: "all",
    },
  },
  { name: "trust", partitionKey: "pk" },
  { name: "identities", partitionKey: "pseudonym", timeToLive: "expiresAt" },
];
