/**
 * Every sealed event stands in exactly one population, so that their sizes add up to the archive's. A type of event is one line
 * of the table; what the table does not know stands in `unknown`, never left out.
 */
import type { TrailEvent } from "../../events/catalogue.ts";

export type EventName = TrailEvent["metadata"]["type"];

/** A column's cell: where it stands in `data`. `*` is each element of a list. */
type Columns = Readonly<Record<string, string>>;

export interface Population {
  readonly title: string;
  readonly columns: Columns;
}

const PERSON = { subject: "subject" };
const CLIENT = { address: "client.ip", user_agent: "client.userAgent", request_id: "client.requestId" };
const WHO = { by: "by", why: "why" };
const MAPPING = {
  mapping_id: "mapping.id",
  identity_provider: "mapping.identityProviderId",
  saml_role: "mapping.samlRole",
  mapping_environment: "mapping.environment",
  iam_role: "mapping.iamRole",
};

export const POPULATIONS = {
  logins: {
    title: "Logins: everybody who was let in",
    columns: {
      ...PERSON,
      identity_provider: "identityProvider.id",
      certificate_fingerprint: "identityProvider.certificateFingerprint",
      assertion: "assertion.idHash",
      authn_instant: "assertion.authnInstant",
      authn_context: "assertion.authnContext",
      signed_element: "assertion.signedElement",
      signature_algorithm: "assertion.signatureAlgorithm",
      initiated_by: "initiatedBy",
      clock_skew_ms: "clockSkewMs",
      session_id: "session.id",
      session_expires_at: "session.expiresAt",
      ...CLIENT,
    },
  },
  failures: {
    title: "Failures: every attempt that was refused",
    columns: {
      identity_provider: "identityProvider.id",
      step: "step",
      reason: "reason",
      problem: "detail.problem",
      found: "detail.found",
      expected: "detail.expected",
      remedy: "detail.remedy",
      attempts: "count",
      subject: "withheld.subject",
      ...CLIENT,
    },
  },
  grants: {
    title: "Grants: what each login's roles became",
    columns: {
      ...PERSON,
      identity_provider: "identityProvider.id",
      session_id: "sessionId",
      granted_mappings: "granted.*.mappingId",
      granted_saml_roles: "granted.*.samlRole",
      granted_iam_roles: "granted.*.iamRole",
      refused_saml_roles: "refused.*.samlRole",
      refused_reasons: "refused.*.reason",
    },
  },
  sessions: {
    title: "Sessions that ended before their time",
    columns: { ...PERSON, identity_provider: "identityProviderId", session_id: "session.id", cause: "cause" },
  },
  "mapping-changes": {
    title: "Changes of role mappings, and requests for them",
    columns: {
      ...MAPPING,
      action: "action",
      revision: "revision",
      owner_before: "before.owner",
      owner: "after.owner",
      iam_role_before: "before.iamRole",
      status: "after.status",
      requested_by: "requestedBy",
      subject: "subject",
      cause: "cause",
      ...WHO,
    },
  },
  prunes: {
    title: "Prunes: marks, prunes, and prunes that were held back",
    columns: {
      run_id: "runId",
      ...MAPPING,
      owner: "owner",
      marked_at: "markedAt",
      prune_after: "pruneAfter",
      pruned_at: "prunedAt",
      unused_days: "evidence.unusedDays",
      last_granted_at: "evidence.lastGrantedAt",
      scope: "scope",
      reason: "reason",
      detail: "detail",
    },
  },
  reviews: {
    title: "Reviews: what was looked at, and decided",
    columns: {
      run_id: "runId",
      by: "by",
      part: "part",
      parts: "parts",
      mappings: "mappings",
      rows: "rows",
      decided: "decisions.*.mappingId",
      decisions: "decisions.*.decision",
    },
  },
  credentials: {
    title: "Credentials: given out, refused, ended",
    columns: {
      ...PERSON,
      session_id: "sessionId",
      ...MAPPING,
      requested_role: "requestedRole",
      purpose: "purpose",
      reason: "reason",
      problem: "detail.problem",
      requests: "count",
      access_key_id: "accessKeyId",
      session_name: "sessionName",
      duration_seconds: "durationSeconds",
      expires_at: "expiresAt",
      program: "agent.tokenId",
      token_id: "tokenId",
      revoked_roles: "roles.*.iamRole",
      revoked_outcomes: "roles.*.outcome",
      ...WHO,
      ...CLIENT,
    },
  },
  alarms: {
    title: "Alarms and findings",
    columns: {
      direction: "direction",
      stage: "stage",
      ...MAPPING,
      assumed_role: "iamRole",
      assumed_at: "assumedAt",
      access_key_id: "accessKeyId",
      issued_event: "issued.eventId",
      account: "seen.account",
      region: "seen.region",
      owner: "owner",
      provider: "identityProviderId",
      certificate: "fingerprint",
      not_after: "notAfter",
      days_left: "daysLeft",
      replaced: "replaced",
      findings: "findings.count",
      detail: "detail",
    },
  },
  "guard-changes": {
    title: "Changes of what guards the evidence, and of whom samltrail trusts",
    columns: {
      guard: "guard",
      resource: "resource",
      action: "action",
      principal: "by.principal",
      by_deployment: "byDeployment",
      refused: "refused",
      trail_event: "trailEventId",
      identity_provider: "identityProviderId",
      outcome: "outcome",
      changes: "changes.*",
      confirmed_by: "confirmedBy",
      hold: "holdId",
      ...WHO,
    },
  },
  exports: {
    title: "Evidence taken out: packages and reports",
    columns: {
      kind: "kind",
      framework: "framework",
      from: "period.from",
      to: "period.to",
      names: "names",
      manifest: "manifestHash",
      by: "by",
    },
  },
  erasures: {
    title: "Persons erased",
    columns: { subjects: "subjects.*", shared: "shared", ...WHO },
  },
  operations: {
    title: "Signs of life: heartbeats, seals, and what the access log says",
    columns: {
      every_minutes: "everyMinutes",
      from: "window.from",
      to: "window.to",
      seal: "sealHash",
      events: "events",
      findings: "findings",
      conflicts: "conflicts",
      gaps: "gaps",
      requests: "owed",
      requests_joined: "joined",
      requests_without_event: "unmatched.*.requests",
      events_without_request: "eventsWithoutLine",
    },
  },
  unknown: { title: "Events of types that this version does not know", columns: {} },
} as const satisfies Record<string, Population>;

export type PopulationName = keyof typeof POPULATIONS;

const POPULATION_OF: Readonly<Record<EventName, PopulationName>> = {
  "Login Succeeded": "logins",
  "Login Failed": "failures",
  "Roles Mapped": "grants",
  "Session Ended": "sessions",
  "Role Mapping Provisioned": "mapping-changes",
  "Role Mapping Unmarked": "mapping-changes",
  "Role Mapping Restored": "mapping-changes",
  "Role Mapping Restore Requested": "mapping-changes",
  "Role Mapping Restore Declined": "mapping-changes",
  "Role Mapping Marked Stale": "prunes",
  "Role Mapping Pruned": "prunes",
  "Role Mapping Pruning Refused": "prunes",
  "Role Mappings Reviewed": "reviews",
  "Access Review Completed": "reviews",
  "Role Credentials Issued": "credentials",
  "Role Credentials Refused": "credentials",
  "Agent Token Minted": "credentials",
  "Agent Token Ended": "credentials",
  "Credentials Revoked": "credentials",
  "Role Assumption Unmatched": "alarms",
  "Certificate Expiring": "alarms",
  "Archive Checked": "alarms",
  "Guard Changed": "guard-changes",
  "Identity Provider Metadata Changed": "guard-changes",
  "Legal Hold Changed": "guard-changes",
  "Evidence Exported": "exports",
  "Evidence Report Built": "exports",
  "Person Erased": "erasures",
  "Pipeline Heartbeat": "operations",
  "Archive Sealed": "operations",
  "Access Log Joined": "operations",
};

export const POPULATION_NAMES = Object.keys(POPULATIONS) as readonly PopulationName[];

const BY_TYPE: ReadonlyMap<string, PopulationName> = new Map(Object.entries(POPULATION_OF));

export const populationOf = (type: string): PopulationName => BY_TYPE.get(type) ?? "unknown";

export const typesOf = (population: PopulationName): readonly EventName[] =>
  (Object.keys(POPULATION_OF) as EventName[]).filter((type) => POPULATION_OF[type] === population);
