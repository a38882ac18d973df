/** Which environment variable names which resource. The CDK app and the local stack both set them from here. */
import type { Variable } from "../handlers/shared/environment.ts";
import type { SecretName, TableName, Use } from "./pipeline/types.ts";

const TABLE_VARIABLES = {
  "login-ledger": "LOGIN_LEDGER_TABLE",
  "role-mappings": "ROLE_MAPPINGS_TABLE",
  "role-usage": "ROLE_USAGE_TABLE",
  reconciliation: "RECONCILIATION_TABLE",
  trust: "TRUST_TABLE",
  identities: "IDENTITIES_TABLE",
} as const satisfies Record<TableName, Variable>;

const SECRET_VARIABLES = {
  "pseudonym-keys": "PSEUDONYM_KEYS_SECRET",
  "session-keys": "SESSION_KEYS_SECRET",
  "signing-key": "SIGNING_KEY_SECRET",
  "decryption-keys": "DECRYPTION_KEYS_SECRET",
} as const satisfies Record<SecretName, Variable>;

/** What each resource is called where it runs: a table's or bucket's name, a secret's id. */
export interface ResourceNames {
  readonly tables: Readonly<Record<TableName, string>>;
  readonly secrets: Readonly<Record<SecretName, string>>;
  readonly eventBus: string;
  readonly evidenceBucket: string;
  readonly headBucket: string;
  /** The key that signs from now on. */
  readonly sealingKey: string;
}

/** The variables of the resources that a function uses, and of no others. */
export function resourceVariables(uses: readonly Use[], names: ResourceNames): Partial<Record<Variable, string>> {
  const variables: Partial<Record<Variable, string>> = {};
  for (const use of uses) {
    if ("table" in use) variables[TABLE_VARIABLES[use.table]] = names.tables[use.table];
    else if ("secret" in use) variables[SECRET_VARIABLES[use.secret]] = names.secrets[use.secret];
    else if ("eventBus" in use) variables.EVENT_BUS_NAME = names.eventBus;
    else if ("evidenceBucket" in use) variables.EVIDENCE_BUCKET = names.evidenceBucket;
    else if ("headBucket" in use) variables.HEAD_BUCKET = names.headBucket;
    else if ("sealingKeys" in use) variables.SEALING_KEY_NAME = names.sealingKey;
  }
  return variables;
}

/** The stack output that tells what a variable is set to: `ROLE_MAPPINGS_TABLE` > `RoleMappingsTable`. */
export function outputName(variable: string): string {
  return variable
    .split("_")
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join("");
}
