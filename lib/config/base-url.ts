/** Where people reach the service: given from outside, or by the stage file. */
import type { ConfigurationFault } from "./configuration-error.ts";
import type { StageFile } from "./schema.ts";
import { found } from "./schema-faults.ts";
import { addressProblem } from "./web-address.ts";
import type { YamlSource } from "./yaml-source.ts";

/** In place of a base URL that is faulty itself, so that the other faults come with it. */
const ANY_BASE_URL = "https://base-url.invalid";

export interface BaseUrlSources {
  /** Wins over the stage file's own `baseUrl`. */
  readonly baseUrl?: string;
  /** Taken where neither names one: a deployment learns its address only afterwards. */
  readonly defaultBaseUrl?: string;
}

function problemOf(baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) return "expected the origin where people reach the service";
  const problem = addressProblem(baseUrl);
  if (problem) return `${problem}, found ${found(baseUrl)}`;
  const { origin } = new URL(baseUrl);
  return origin === baseUrl ? undefined : `expected an origin and nothing after it, ${origin}, found ${found(baseUrl)}`;
}

/** @returns an origin, and what is wrong with it where it is not one */
export function resolveBaseUrl(
  source: YamlSource,
  stage: StageFile,
  sources: BaseUrlSources,
): { readonly baseUrl: string; readonly faults: readonly ConfigurationFault[] } {
  const baseUrl = sources.baseUrl ?? stage.baseUrl ?? sources.defaultBaseUrl;
  const problem = problemOf(baseUrl);
  if (problem === undefined) return { baseUrl: baseUrl ?? ANY_BASE_URL, faults: [] };
  const isFromOutside = sources.baseUrl !== undefined;
  const fault = isFromOutside ? { file: "base URL", problem } : source.fault(["baseUrl"], problem);
  return { baseUrl: ANY_BASE_URL, faults: [fault] };
}
