/** A stage as the deployment sees it: checked as the functions will check it, with the files that go along with each. */
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { ConfigurationError } from "../lib/config/configuration-error.ts";
import { readConfiguration } from "../lib/config/load-configuration.ts";
import { type Lock, lockOf, type Retention } from "../lib/config/retention.ts";
import type { StageFile } from "../lib/config/schema.ts";
import { type LentRole, lentRolesOf } from "./accounts/lent-roles.ts";
import { codeVersion } from "./code-version.ts";

/** A file that is copied beside a function's bundle. */
export interface ShippedFile {
  readonly from: string;
  /** Path within the bundle. */
  readonly to: string;
}

export type Domain = NonNullable<StageFile["deployment"]["domain"]> & {
  /** ARN. */
  readonly certificate: string;
};

export interface Stage {
  readonly name: string;
  readonly environment: string;
  /** Where people reach the service, where that is not the API's own address. */
  readonly baseUrl?: string | undefined;
  /** A bucket of another account for the heads of the seal chain. */
  readonly headBucket: string | undefined;
  /** The accounts of the stage's environment: whose roles it lends. */
  readonly accounts: readonly string[];
  /** Where samltrail itself runs, where the stage says so: without it nothing is made in the accounts whose roles it lends. */
  readonly home: { readonly account: string; readonly region: string } | undefined;
  readonly lentRoles: readonly LentRole[];
  /** Regions of those accounts whose records of role assumptions are forwarded. */
  readonly forwardedRegions: readonly string[];
  /** The name that people reach it by. */
  readonly domain: Domain | undefined;
  /** Name of the managed policy that bounds every role. */
  readonly permissionsBoundary: string | undefined;
  /** Whose workflows deploy it. */
  readonly github: StageFile["deployment"]["github"];
  /** Whether X-Ray traces the functions. */
  readonly capacity: StageFile["deployment"]["capacity"];
  readonly tracing: StageFile["deployment"]["tracing"];
  /** What the API lets through before it answers 429 by itself. */
  readonly throttling: StageFile["deployment"]["throttling"];
  readonly alarms: StageFile["alarms"];
  readonly retention: Retention;
  /** On what is written into the evidence bucket. */
  readonly lock: Lock;
  readonly codeVersion: string;
  readonly schemaValidator: StageFile["schemaValidator"];
  readonly files: readonly ShippedFile[];
  /** Within the bundle, which is a function's working directory. */
  readonly configFile: string;
  readonly trustDirectory: string;
}

const CONFIG = "config";
const TRUST = "trust";

/** Stands for the address that is known once the API is deployed. */
const ANY_BASE_URL = "https://api.invalid";

/** @throws ConfigurationError where the mapping file would end up outside the bundle. */
function shippedMappings(file: string, named: string): ShippedFile {
  const from = isAbsolute(named) ? named : join(dirname(file), named);
  const within = relative(dirname(file), from);
  if (within.startsWith("..") || isAbsolute(named)) {
    const problem = "expected a path within the stage file's folder, so that it can be deployed along with it";
    throw new ConfigurationError([{ file, path: "roleMappings", problem: `${problem}, found ${named}` }]);
  }
  return { from, to: join(CONFIG, within) };
}

/** The files of the trust directory that the stage names, and no others. */
function trustFiles(trustDirectory: string, { serviceProvider, identityProviders }: StageFile): ShippedFile[] {
  const { signingCertificate, decryptionCertificates } = serviceProvider;
  const names = [
    ...identityProviders.map(({ metadata }) => metadata),
    ...(signingCertificate === undefined ? [] : [signingCertificate]),
    ...decryptionCertificates,
  ];
  return [...new Set(names)].map((name) => ({ from: join(trustDirectory, name), to: join(TRUST, name) }));
}

function domainOf({ deployment: { domain } }: StageFile): Domain | undefined {
  // A domain without a certificate does not load.
  return domain?.certificate === undefined ? undefined : { ...domain, certificate: domain.certificate };
}

function homeOf({ deployment: { account, region } }: StageFile): Stage["home"] {
  return account === undefined || region === undefined ? undefined : { account, region };
}

/**
 * Reads a stage and checks it whole, so that what could not start is not deployed.
 * @throws ConfigurationError that lists each fault with its place and what was expected.
 */
export async function readStage(file: string, trustDirectory: string): Promise<Stage> {
  const { stage, mappingFile } = await readConfiguration({ file, trustDirectory, defaultBaseUrl: ANY_BASE_URL });
  const configFile = join(CONFIG, basename(file));
  return {
    name: stage.stage,
    environment: stage.environment,
    baseUrl: stage.baseUrl,
    headBucket: stage.headBucket,
    accounts: stage.accounts[stage.environment] ?? [],
    home: homeOf(stage),
    lentRoles: lentRolesOf(mappingFile, stage.environment),
    forwardedRegions: stage.deployment.forwardedRegions,
    domain: domainOf(stage),
    permissionsBoundary: stage.deployment.permissionsBoundary,
    github: stage.deployment.github,
    capacity: stage.deployment.capacity,
    tracing: stage.deployment.tracing,
    throttling: stage.deployment.throttling,
    alarms: stage.alarms,
    retention: stage.retention,
    lock: lockOf(stage.retention, stage.environment),
    codeVersion: codeVersion(),
    schemaValidator: stage.schemaValidator,
    files: [
      { from: file, to: configFile },
      shippedMappings(file, stage.roleMappings),
      ...trustFiles(trustDirectory, stage),
    ],
    configFile,
    trustDirectory: TRUST,
  };
}
