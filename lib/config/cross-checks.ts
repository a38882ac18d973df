/** What no schema says: that the parts of the configuration fit each other. */
import { allowedPlace } from "../session/relay-state.ts";
import type { ConfigurationFault } from "./configuration-error.ts";
import { nearest } from "./nearest.ts";
import { retentionProblems } from "./retention.ts";
import type { LentRoleEntry, RoleMappingEntry, StageFile } from "./schema.ts";
import { found } from "./schema-faults.ts";
import { addressProblem, isLoopback } from "./web-address.ts";
import type { Path, YamlSource } from "./yaml-source.ts";

const TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

/** A fault for each value that was there before. */
function duplicates<Item>(
  source: YamlSource,
  items: readonly Item[],
  identity: (item: Item) => string,
  path: (index: number) => Path,
  problem: (item: Item, firstPath: number) => string,
): ConfigurationFault[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const earlier = first.get(identity(item));
    if (earlier === undefined) {
      first.set(identity(item), index);
      return [];
    }
    return [source.fault(path(index), problem(item, earlier))];
  });
}

function unknown(source: YamlSource, path: Path, what: string, value: string, known: readonly string[]) {
  const meant = nearest(value, known);
  const advice = meant ? `did you mean ${meant}?` : `known are ${known.join(", ")}`;
  return source.fault(path, `expected ${what}, found ${found(value)}; ${advice}`);
}

/** What is wrong with an entry of `relayState.allowed`, or undefined where nothing is. */
function placeProblem(entry: string): string | undefined {
  const address = entry.replace(/\/\*$/, "/");
  if (address.includes("*")) return "expected a star at most as the last part, after a /";
  return entry.startsWith("/") ? undefined : addressProblem(address);
}

function relayStateFaults(source: YamlSource, { allowed, default: chosen }: StageFile["relayState"], baseUrl: string) {
  const faults = allowed.flatMap((entry, index) => {
    const problem = placeProblem(entry);
    return problem ? [source.fault(["relayState", "allowed", index], `${problem}, found ${found(entry)}`)] : [];
  });
  const sound = allowed.filter((entry) => placeProblem(entry) === undefined);
  if (allowedPlace(chosen, { allowed: sound, default: chosen }, baseUrl) === null) {
    const problem = `expected one of the places that relayState.allowed lists, found ${found(chosen)}`;
    faults.push(source.fault(["relayState", "default"], problem));
  }
  return faults;
}

/** Metadata is fetched over TLS; over plain http only where the whole service stands on the same machine. */
function metadataUrlFaults(source: YamlSource, { identityProviders }: StageFile, baseUrl: string) {
  const here = isLoopback(new URL(baseUrl).hostname);
  return identityProviders.flatMap(({ metadataUrl, trustMetadataRollover }, index) => {
    if (metadataUrl === undefined) {
      if (!trustMetadataRollover) return [];
      const problem = "expected metadataUrl beside trustMetadataRollover: a file is trusted when it is deployed";
      return [source.fault(["identityProviders", index, "trustMetadataRollover"], problem)];
    }
    const address = addressProblem(metadataUrl);
    const plain = URL.canParse(metadataUrl) && new URL(metadataUrl).protocol === "http:";
    const problem =
      address ?? (plain && !here ? "expected https (http only where the base URL is a loopback address)" : undefined);
    return problem === undefined
      ? []
      : [source.fault(["identityProviders", index, "metadataUrl"], `${problem}, found ${found(metadataUrl)}`)];
  });
}

/**
 * Checks the stage file by itself.
 * @param baseUrl an origin; decides which places are this service's own
 */
export function stageFaults(source: YamlSource, stage: StageFile, baseUrl: string): ConfigurationFault[] {
  const faults = [
    ...duplicates(
      source,
      stage.identityProviders,
      ({ id }) => id,
      (index) => ["identityProviders", index, "id"],
      ({ id }, first) => `expected an id of its own, found ${found(id)} as in identityProviders[${first}]`,
    ),
    ...relayStateFaults(source, stage.relayState, baseUrl),
    ...metadataUrlFaults(source, stage, baseUrl),
    ...retentionProblems(stage.retention, stage.environment).map(({ path, problem }) =>
      source.fault(["retention", ...path], problem),
    ),
  ];
  const { domain } = stage.deployment;
  if (domain && stage.baseUrl !== `https://${domain.name}`) {
    const problem = `expected https://${domain.name}, the name of deployment.domain, found ${found(stage.baseUrl ?? null)}`;
    faults.push(source.fault(["baseUrl"], problem));
  }
  if (domain && domain.certificate === undefined) {
    const problem = `expected certificate too: ask ACM for one for ${domain.name}, in the region of the deployment, and name its ARN`;
    faults.push(source.fault(["deployment", "domain"], problem));
  }
  const { account, region } = stage.deployment;
  if ((account === undefined) !== (region === undefined)) {
    const missing = account === undefined ? "account" : "region";
    faults.push(source.fault(["deployment"], `expected ${missing} too: account and region name one place`));
  }
  for (const environment of Object.keys(stage.accounts)) {
    if (stage.environments.includes(environment)) continue;
    faults.push(unknown(source, ["accounts", environment], "one of environments", environment, stage.environments));
  }
  if (!stage.environments.includes(stage.environment)) {
    faults.push(unknown(source, ["environment"], "one of environments", stage.environment, stage.environments));
  }
  if (stage.serviceProvider.nameIdFormat === TRANSIENT) {
    for (const [index, provider] of stage.identityProviders.entries()) {
      if (provider.subjectAttribute !== undefined) continue;
      const problem = "expected subjectAttribute, since serviceProvider.nameIdFormat asks for transient NameIDs";
      faults.push(source.fault(["identityProviders", index], problem));
    }
  }
  return faults;
}

/** What is wrong with the account of a mapping's IAM role, or undefined where nothing is. */
function accountProblem({ environment, iamRole }: RoleMappingEntry, { accounts }: StageFile): string | undefined {
  const account = iamRole.split(":")[4] ?? "";
  const own = accounts[environment] ?? [];
  if (own.includes(account)) return undefined;
  const elsewhere = Object.keys(accounts).find((each) => accounts[each]?.includes(account));
  const listed = own.length > 0 ? `of ${own.join(", ")}` : `that accounts.${environment} of the stage file lists`;
  return elsewhere === undefined
    ? `expected a role in an account ${listed}, found account ${account}`
    : `expected a role in an account ${listed}, found account ${account} of ${elsewhere}: a mapping stays in its environment`;
}

const DAY = 86_400_000;

/** An opt-out is a decision for a time; one without an end in sight is `protected`. */
const MAXIMUM_OPT_OUT_DAYS = 400;

function optOutProblem({ optOut }: RoleMappingEntry, now: Date): string | undefined {
  if (optOut === undefined || Date.parse(optOut.until) - now.getTime() <= MAXIMUM_OPT_OUT_DAYS * DAY) return undefined;
  return `expected a day within the next ${MAXIMUM_OPT_OUT_DAYS}, found ${found(optOut.until)}; protected: true has no end`;
}

/**
 * Checks the mapping file against the stage file.
 * @param now what an opt-out's end is judged by
 */
export function mappingFaults(
  source: YamlSource,
  mappings: readonly RoleMappingEntry[],
  stage: StageFile,
  now: Date,
): ConfigurationFault[] {
  const providers = stage.identityProviders.map(({ id }) => id);
  const faults = mappings.flatMap((mapping, index) => {
    const { identityProvider, environment } = mapping;
    const at = (key: string) => ["mappings", index, key];
    const each: ConfigurationFault[] = [];
    if (!providers.includes(identityProvider)) {
      each.push(unknown(source, at("identityProvider"), "the id of an identity provider", identityProvider, providers));
    }
    if (!stage.environments.includes(environment)) {
      each.push(unknown(source, at("environment"), "one of environments", environment, stage.environments));
    } else {
      const problem = accountProblem(mapping, stage);
      if (problem) each.push(source.fault(at("iamRole"), problem));
    }
    const problem = optOutProblem(mapping, now);
    if (problem) each.push(source.fault([...at("optOut"), "until"], problem));
    return each;
  });
  const sameId = duplicates(
    source,
    mappings,
    ({ id }) => id,
    (index) => ["mappings", index, "id"],
    ({ id }, first) => `expected an id of its own, found ${found(id)} as in mappings[${first}]`,
  );
  const sameRole = duplicates(
    source,
    mappings,
    ({ identityProvider, samlRole, environment }) => JSON.stringify([identityProvider, samlRole, environment]),
    (index) => ["mappings", index],
    (_, first) =>
      `expected identityProvider, samlRole and environment to differ from every other mapping, found those of mappings[${first}]`,
  );
  return [...faults, ...sameId, ...sameRole];
}

/** AWS's limit on what is written into a role. */
const MAXIMUM_POLICY_CHARACTERS = 10_240;

/** Checks what the mapping file says of IAM roles: each is one that it maps, once, with a policy that fits into it. */
export function lentRoleFaults(
  source: YamlSource,
  roles: readonly LentRoleEntry[],
  mappings: readonly RoleMappingEntry[],
): ConfigurationFault[] {
  const mapped = [...new Set(mappings.map(({ iamRole }) => iamRole))];
  const faults = roles.flatMap(({ iamRole, policy }, index) => {
    const each: ConfigurationFault[] = [];
    if (!mapped.includes(iamRole))
      each.push(unknown(source, ["roles", index, "iamRole"], "a role that mappings name", iamRole, mapped));
    const length = policy === undefined ? 0 : JSON.stringify(policy).length;
    if (length > MAXIMUM_POLICY_CHARACTERS) {
      const problem = `expected at most ${MAXIMUM_POLICY_CHARACTERS} characters of JSON, found ${length}`;
      each.push(source.fault(["roles", index, "policy"], problem));
    }
    return each;
  });
  const twice = duplicates(
    source,
    roles,
    ({ iamRole }) => iamRole,
    (index) => ["roles", index, "iamRole"],
    ({ iamRole }, first) => `expected a role of its own, found ${found(iamRole)} as in roles[${first}]`,
  );
  return [...faults, ...twice];
}
