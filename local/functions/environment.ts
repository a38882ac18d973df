/** The functions' environment variables on this machine: the union of all, since all run in one process. */
import { codeVersion } from "../../infra/code-version.ts";
import { SEALING_KEYS } from "../../infra/pipeline/names.ts";
import type { FunctionDefinition } from "../../infra/pipeline/types.ts";
import { pipeline } from "../../infra/pipeline.ts";
import { type ResourceNames, resourceVariables } from "../../infra/variables.ts";
import { type Account, lendingRole } from "../aws/account.ts";

export interface EnvironmentOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly account: Account;
  readonly configFile: string;
  readonly trustDirectory: string;
  readonly baseUrl: string;
  readonly awsEndpoint: string;
  readonly databaseEndpoint: string;
}

/** What the resources are called here. */
export const LOCAL_NAMES: ResourceNames = {
  tables: {
    "login-ledger": "login-ledger",
    "role-mappings": "role-mappings",
    "role-usage": "role-usage",
    reconciliation: "reconciliation",
    trust: "trust",
    identities: "identities",
  },
  secrets: {
    "pseudonym-keys": "pseudonym-keys",
    "session-keys": "session-keys",
    "signing-key": "signing-key",
    "decryption-keys": "decryption-keys",
  },
  eventBus: "samltrail",
  evidenceBucket: "evidence",
  headBucket: "heads",
  sealingKey: SEALING_KEYS.at(-1) ?? "",
};

/** The log group that has the HTTP API's access log here. */
export const LOCAL_ACCESS_LOG = "/samltrail/local/access-log";

/** What is called so guards the evidence here. */
const GUARDED: readonly string[] = [
  "samltrail",
  "samltrail-local-*",
  LOCAL_NAMES.evidenceBucket,
  LOCAL_NAMES.headBucket,
  ...Object.values(LOCAL_NAMES.tables),
  ...SEALING_KEYS,
];

/** Settings of the person at the keyboard that would lead an SDK client somewhere else than to the stand-in. */
const FOREIGN = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_ENDPOINT_URL_KMS",
  "AWS_ENDPOINT_URL_EVENTBRIDGE",
  "AWS_ENDPOINT_URL_CLOUDWATCH",
  "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS",
  "AWS_ENDPOINT_URL_S3",
  "AWS_ENDPOINT_URL_SECRETS_MANAGER",
  "AWS_ENDPOINT_URL_SQS",
  "AWS_ENDPOINT_URL_STS",
  "AWS_ENDPOINT_URL_CLOUDTRAIL",
] as const;

/** No credentials of anything: the stand-in takes any, and the real AWS takes none of these. */
export const LOCAL_CREDENTIALS = { accessKeyId: "LOCAL", secretAccessKey: "local" } as const;

/** What a consumer's dead-letter queue is called here; AWS has one more for what a rule could not deliver. */
export const deadLetterQueueOf = (consumer: string): string => `${consumer}-dead-letters`;

export function functionEnvironment(options: EnvironmentOptions): Readonly<Record<string, string>> {
  return {
    ...Object.assign({}, ...options.functions.map(({ uses }) => resourceVariables(uses, LOCAL_NAMES))),
    CONFIG_FILE: options.configFile,
    TRUST_DIRECTORY: options.trustDirectory,
    BASE_URL: options.baseUrl,
    CODE_VERSION: codeVersion(),
    LENDING_ROLE: lendingRole(options.account),
    GUARDED_RESOURCES: GUARDED.join(" "),
    ACCESS_LOG_GROUP: LOCAL_ACCESS_LOG,
    DEAD_LETTER_QUEUES: pipeline.consumers
      .map((consumer) => `${options.awsEndpoint}/${options.account.id}/${deadLetterQueueOf(consumer.function)}`)
      .join(" "),
    AWS_REGION: options.account.region,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: options.awsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: options.databaseEndpoint,
    AWS_ENDPOINT_URL_SIGNIN: options.awsEndpoint,
    // As Lambda says of what it starts when a request comes: without it no cold start is measured.
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    POWERTOOLS_SERVICE_NAME: "samltrail",
    POWERTOOLS_METRICS_NAMESPACE: "samltrail/operations",
    POWERTOOLS_TRACE_ENABLED: "false",
    // Without it the X-Ray SDK follows every promise, traced or not.
    AWS_XRAY_MANUAL_MODE: "true",
  };
}

/** Sets the variables for this process; call what it returns to have the old ones back. */
export function applyEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = new Map([...Object.keys(variables), ...FOREIGN].map((name) => [name, process.env[name]]));
  for (const name of FOREIGN) delete process.env[name];
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
