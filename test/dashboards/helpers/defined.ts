/** Every metric that there is: what the code emits, and what AWS's services do. */
import { AWS_METRICS } from "../../../dashboards/aws-metrics.ts";
import { placesByName } from "../../../dashboards/places.ts";
import { METRICS } from "../../../lib/metrics/definitions.ts";
import { OPERATIONS } from "../../../lib/metrics/operations.ts";

type Defined = Readonly<Record<string, { readonly dimensions: readonly (readonly string[])[] }>>;

const ofAws = Object.entries(AWS_METRICS).map(([namespace, { metrics, dimensions }]) => {
  const defined: Defined = Object.fromEntries(metrics.map((name) => [name, { dimensions }]));
  return [namespace, defined] as const;
});

/** By namespace and name. */
export const DEFINED: Readonly<Record<string, Defined>> = {
  samltrail: METRICS,
  "samltrail/operations": OPERATIONS,
  ...Object.fromEntries(ofAws),
};

export const PLACES = placesByName({
  environment: "production",
  service: "samltrail-production",
  region: "eu-central-1",
});
