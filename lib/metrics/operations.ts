/**
 * The metrics that functions tell about themselves, as embedded metric lines in their logs: the namespace `samltrail/operations`
 * holds these and nothing else. What happened to people is counted from events instead (definitions.ts), and the same holds of
 * dimensions: nothing that an attacker chooses, nothing without a bound.
 */
import { STEP_NAMES, type StepName } from "../events/vocabulary.ts";
import type { MetricDefinition } from "./definitions.ts";

export const OPERATIONS_NAMESPACE = "samltrail/operations";

/** Powertools puts it on every metric: it tells the stages of an account apart. */
const ofService = [["service"]] as const;

type StepLatency = `StepLatency.${StepName}`;

const stepLatencies = Object.fromEntries(
  STEP_NAMES.map((name) => [
    `StepLatency.${name}`,
    { unit: "Milliseconds", description: `time that the step ${name} of a login took`, dimensions: ofService },
  ]),
) as unknown as Record<
  StepLatency,
  { readonly unit: "Milliseconds"; readonly description: string; readonly dimensions: typeof ofService }
>;

export const OPERATIONS = {
  ...stepLatencies,
  ColdStart: {
    unit: "Count",
    description: "first requests of a process, by function",
    dimensions: [["service", "function_name"]],
  },
  PendingRecords: {
    unit: "Count",
    description: "records whose events the bus has not taken, after each run of republish-pending",
    dimensions: ofService,
  },
  OldestPendingSeconds: {
    unit: "Seconds",
    description: "age of the oldest of them, 0 where there is none",
    dimensions: ofService,
  },
  SealedHours: {
    unit: "Count",
    description: "hours of the archive that were sealed, counted when they were",
    dimensions: ofService,
  },
  SealAgeSeconds: {
    unit: "Seconds",
    description: "time since the end of the last hour that is sealed, after each run of seal-archive",
    dimensions: ofService,
  },
  ArchiveFindings: {
    unit: "Count",
    description:
      "objects of the archive that are not as they must be, events that claim the id of another, requests without an event",
    dimensions: ofService,
  },
  GuardsChangedByHand: {
    unit: "Count",
    description: "changes to what guards the evidence that were no deployment's",
    dimensions: ofService,
  },
  RoleAssumptionUnmatched: {
    unit: "Count",
    description: "final findings of the reconciliation with CloudTrail, counted when they were made",
    dimensions: ofService,
  },
  RoleAssumptionRefused: {
    unit: "Count",
    description: "attempts to assume a mapped role that AWS refused",
    dimensions: ofService,
  },
  PruningRefused: {
    unit: "Count",
    description: "1 for a run of pruning that did nothing because something was amiss, 0 for one that ran",
    dimensions: ofService,
  },
  MappingsInForce: {
    unit: "Count",
    description: "role mappings that grant, after each run of prune-role-mappings",
    dimensions: ofService,
  },
  MappingsUnused: {
    unit: "Count",
    description: "those of them that nobody used for as long as pruning allows, marked or not",
    dimensions: ofService,
  },
  MappingsMarked: {
    unit: "Count",
    description: "the prune queue: mappings that are announced to be pruned and still grant",
    dimensions: ofService,
  },
  MappingsPruned: {
    unit: "Count",
    description: "mappings that grant no more and can be restored",
    dimensions: ofService,
  },
  RoleRestoreRequested: {
    unit: "Count",
    description: "people who asked for a pruned role back",
    dimensions: ofService,
  },
  CertificateDaysLeft: {
    unit: "Count",
    description: "days until a certificate runs out, of each purpose the one that lasts longest",
    dimensions: [["service"], ["service", "identityProvider", "purpose"]],
  },
  MetadataUnreachable: {
    unit: "Count",
    description: "daily looks at a provider's published metadata that found nothing",
    dimensions: [["service", "identityProvider"]],
  },
} as const satisfies Record<string, MetricDefinition>;

export type OperationName = keyof typeof OPERATIONS;

/** The dimensions that any of the metric's sets names. */
export type OperationDimensionOf<Name extends OperationName> = (typeof OPERATIONS)[Name]["dimensions"][number][number];
