/** People sign in, out, and as somebody else. */
import type { FunctionDefinition } from "../types.ts";

export const SIGN_IN = [
  {
    name: "acs",
    purpose: "assertion consumer service: validates a SAML response and starts the session",
    // Within the HTTP API's 30 s, and enough for a refusal page when a dependency hangs at every call.
    timeoutSeconds: 29,
    memoryMegabytes: 768,
    traced: true,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "identities", actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"] },
      { table: "trust", actions: ["dynamodb:BatchGetItem"] },
      { secret: "pseudonym-keys" },
      { secret: "session-keys" },
      { secret: "decryption-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "login",
    purpose: "starts a login: AuthnRequest by redirect",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem"] },
      { table: "trust", actions: ["dynamodb:BatchGetItem"] },
      { secret: "signing-key" },
    ],
  },
  {
    name: "metadata",
    purpose: "service provider metadata",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [{ table: "trust", actions: ["dynamodb:BatchGetItem"] }],
  },
  {
    name: "home",
    purpose: "who am I, my roles, my programs, sign in, sign out",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem"] },
      { table: "role-mappings", actions: ["dynamodb:BatchGetItem"] },
      { table: "role-usage", actions: ["dynamodb:Query"] },
      { secret: "session-keys" },
    ],
  },
  {
    name: "end-session",
    purpose: "signs a person out and records it",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
  {
    name: "switch-session",
    purpose: "takes the answer whose session a browser shall have",
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    uses: [
      { table: "login-ledger", actions: ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"] },
      { secret: "session-keys" },
      { eventBus: true },
    ],
  },
] as const satisfies readonly FunctionDefinition[];
