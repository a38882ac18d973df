/**
 * The metrics that events are counted into: the namespace `samltrail` holds these and nothing else. Dashboards and alarms
 * name them from here. Each distinct set of dimension values is a metric that costs money and that somebody must be able
 * to list, so no dimension ever carries a person, an address, an id of a message or anything else an attacker chooses.
 */

export interface MetricDefinition {
  readonly unit: "Count" | "Milliseconds" | "Seconds";
  readonly description: string;
  /** Each sample is put once for each of these sets of dimensions. */
  readonly dimensions: readonly (readonly string[])[];
}

export const METRICS = {
  LoginAttempts: {
    unit: "Count",
    description: "login attempts; Outcome is succeeded or failed",
    dimensions: [["Environment", "Outcome"]],
  },
  Logins: {
    unit: "Count",
    description: "login attempts by identity provider: its configured id, or unknown",
    dimensions: [["Environment", "IdentityProvider", "Outcome"]],
  },
  LoginFailures: {
    unit: "Count",
    description: "refused attempts by the contract's reason code",
    dimensions: [
      ["Environment", "Reason"],
      ["Environment", "Reason", "IdentityProvider"],
    ],
  },
  LoginFaults: {
    unit: "Count",
    description:
      "1 for a login that failed through the service's own fault, 0 for one that succeeded, nothing for a refusal with another cause: the average is the share that the login objective bounds",
    dimensions: [["Environment"]],
  },
  LoginLatency: {
    unit: "Milliseconds",
    description: "time that the steps of an attempt took, all together",
    dimensions: [["Environment", "Outcome"]],
  },
  RolesGranted: {
    unit: "Count",
    description: "roles granted by mapping id; mappings beyond the configured limit count as other",
    dimensions: [["Environment", "Role"]],
  },
  RolesRefused: {
    unit: "Count",
    description: "roles presented and not granted, by reason",
    dimensions: [["Environment", "Reason"]],
  },
  People: {
    unit: "Count",
    description:
      "1 for a person's first login of a UTC day: the sum over a day is how many people signed in, over an hour how many came first then",
    dimensions: [["Environment"]],
  },
  NewIdentityProviders: {
    unit: "Count",
    description: "1 for the first login that an identity provider ever vouched for, by its configured id",
    dimensions: [["Environment", "IdentityProvider"]],
  },
  NewCertificates: {
    unit: "Count",
    description: "1 for the first login that a certificate ever verified, by its provider's configured id",
    dimensions: [["Environment", "IdentityProvider"]],
  },
  UnknownIssuers: {
    unit: "Count",
    description:
      "1 for the first refusal in an hour that claims an issuer nobody configured: the sum over an hour is how many such issuers there were",
    dimensions: [["Environment"]],
  },
  CredentialsIssued: {
    unit: "Count",
    description: "credentials lent by mapping id; mappings beyond the configured limit count as other",
    dimensions: [["Environment", "Role"]],
  },
  CredentialsRefused: {
    unit: "Count",
    description: "requests for credentials or tokens that were refused, by the contract's reason code",
    dimensions: [["Environment", "Reason"]],
  },
  UnmatchedAssumptions: {
    unit: "Count",
    description: "final findings of the reconciliation with CloudTrail, by direction",
    dimensions: [["Environment", "Direction"]],
  },
  HoursSealed: {
    unit: "Count",
    description: "1 for each hour of the archive, counted in the hour that was sealed, whenever that was",
    dimensions: [["Environment"]],
  },
  SealedEvents: {
    unit: "Count",
    description: "events in the seals, counted in the hour that was sealed",
    dimensions: [["Environment"]],
  },
  SequenceGaps: {
    unit: "Count",
    description:
      "runs of numbers that a process gave away and that a seal has not, counted in the hour that was sealed",
    dimensions: [["Environment"]],
  },
  Events: {
    unit: "Count",
    description: "events of each type of the contract",
    dimensions: [["Environment", "EventType"]],
  },
  Heartbeats: {
    unit: "Count",
    description: "heartbeats of the pipeline: without one in an hour, nothing that is counted here says anything of it",
    dimensions: [["Environment"]],
  },
  EventsOutsideMetricWindow: {
    unit: "Count",
    description:
      "events too old, or too far ahead, to be counted at the time they occurred; counted at the time they arrived",
    dimensions: [["Environment", "EventType"]],
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

/** The dimensions that any of the metric's sets names. */
export type DimensionOf<Name extends MetricName> = (typeof METRICS)[Name]["dimensions"][number][number];

/** The value of a provider dimension where the message named none that is configured. */
export const UNKNOWN_PROVIDER = "unknown";

/** The value of the role dimension for every mapping beyond the limit. */
export const OTHER_ROLE = "other";
