/** People and programs get credentials of mapped roles, or ask for a role back. */
import type { FunctionDefinition } from "../types.ts";

export const LENDING = [
  {
    name: "credentials",
    purpose: "lends credentials of mapped roles to people and to programs",
    // Two calls of STS that hang, and the record of it.
    timeoutSeconds: 29,
    memoryMegabytes: 512,
    traced: true,
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
      },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { lendsRoles: true },
      { eventBus: true },
    ],
  },
  {
    name: "agents",
    purpose: "mints and ends tokens for programs that act for a person",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    traced: true,
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:UpdateItem"],
      },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "authorize",
    purpose: "asks a person to approve credentials for the command line on their computer",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    traced: true,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "restore-requests",
    purpose: "takes in who asks for a pruned role back",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    // Nothing here writes the table that grants: only the owner's approval does.
    uses: [
      {
        table: "login-ledger",
        actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"],
      },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
] as const satisfies readonly FunctionDefinition[];
