/** Every event type that samltrail publishes. Schemas, samples, publishers and consumers all start from this list. */
import type * as z from "zod";
import { accessLogJoined } from "./access-log-joined.ts";
import { accessReviewCompleted } from "./access-review-completed.ts";
import { agentTokenEnded } from "./agent-token-ended.ts";
import { agentTokenMinted } from "./agent-token-minted.ts";
import { archiveChecked } from "./archive-checked.ts";
import { archiveSealed } from "./archive-sealed.ts";
import { certificateExpiring } from "./certificate-expiring.ts";
import { credentialsRevoked } from "./credentials-revoked.ts";
import { evidenceExported } from "./evidence-exported.ts";
import { evidenceReportBuilt } from "./evidence-report-built.ts";
import { guardChanged } from "./guard-changed.ts";
import { identityProviderMetadataChanged } from "./identity-provider-metadata-changed.ts";
import { legalHoldChanged } from "./legal-hold-changed.ts";
import { loginFailed } from "./login-failed.ts";
import { loginSucceeded } from "./login-succeeded.ts";
import { personErased } from "./person-erased.ts";
import { pipelineHeartbeat } from "./pipeline-heartbeat.ts";
import { roleAssumptionUnmatched } from "./role-assumption-unmatched.ts";
import { roleCredentialsIssued } from "./role-credentials-issued.ts";
import { roleCredentialsRefused } from "./role-credentials-refused.ts";
import { roleMappingMarkedStale } from "./role-mapping-marked-stale.ts";
import { roleMappingProvisioned } from "./role-mapping-provisioned.ts";
import { roleMappingPruned } from "./role-mapping-pruned.ts";
import { roleMappingPruningRefused } from "./role-mapping-pruning-refused.ts";
import { roleMappingRestoreDeclined } from "./role-mapping-restore-declined.ts";
import { roleMappingRestoreRequested } from "./role-mapping-restore-requested.ts";
import { roleMappingRestored } from "./role-mapping-restored.ts";
import { roleMappingUnmarked } from "./role-mapping-unmarked.ts";
import { roleMappingsReviewed } from "./role-mappings-reviewed.ts";
import { rolesMapped } from "./roles-mapped.ts";
import { sessionEnded } from "./session-ended.ts";

export const EVENT_TYPES = [
  loginSucceeded,
  loginFailed,
  rolesMapped,
  sessionEnded,
  roleMappingProvisioned,
  roleMappingMarkedStale,
  roleMappingUnmarked,
  roleMappingPruned,
  roleMappingRestored,
  roleMappingRestoreRequested,
  roleMappingRestoreDeclined,
  roleMappingPruningRefused,
  roleMappingsReviewed,
  accessReviewCompleted,
  roleCredentialsIssued,
  roleCredentialsRefused,
  agentTokenMinted,
  agentTokenEnded,
  credentialsRevoked,
  roleAssumptionUnmatched,
  certificateExpiring,
  identityProviderMetadataChanged,
  pipelineHeartbeat,
  archiveSealed,
  archiveChecked,
  accessLogJoined,
  guardChanged,
  evidenceExported,
  evidenceReportBuilt,
  personErased,
  legalHoldChanged,
] as const;

type AnyEventType = (typeof EVENT_TYPES)[number];

export type LoginSucceeded = z.infer<typeof loginSucceeded.detail>;
export type LoginFailed = z.infer<typeof loginFailed.detail>;
export type RolesMapped = z.infer<typeof rolesMapped.detail>;
export type RoleCredentialsIssued = z.infer<typeof roleCredentialsIssued.detail>;

/** The `detail` of any event: discriminated by `metadata.type`. */
export type TrailEvent = z.infer<AnyEventType["detail"]>;

/** The event violates the contract; `cause` is the schema's own account of where. */
export class ContractViolation extends Error {
  override readonly name = "ContractViolation";
}

/**
 * Reads an event's detail against the contract. Fields a newer producer added are kept: what is archived is what was sent.
 * @throws ContractViolation for an unknown type or version, or data that does not fit its schema.
 */
export function parseEvent(detail: unknown): TrailEvent {
  const { type, version } = (detail as { metadata?: { type?: unknown; version?: unknown } } | null)?.metadata ?? {};
  const known = EVENT_TYPES.find((candidate) => candidate.name === type && candidate.version === version);
  if (!known) throw new ContractViolation(`no event type ${JSON.stringify(type)} version ${JSON.stringify(version)}`);
  const result = known.detail.safeParse(detail);
  if (!result.success) {
    const where = result.error.issues[0]?.path.join(".") ?? "";
    throw new ContractViolation(`${known.name} version ${known.version} does not fit its schema at ${where}`, {
      cause: result.error,
    });
  }
  return detail as TrailEvent;
}
