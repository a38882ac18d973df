/**
 * The words of the event contract: reason codes, and the steps of a login in their order with the reasons each may give.
 * Both are part of the contract: consumers switch on them, so an entry is added with a new event version, never renamed.
 */

/** Why a login was refused. */
export const REASONS = [
  "malformed",
  "too-large",
  "doctype",
  "comment",
  "processing-instruction",
  "schema",
  "version",
  "status",
  "issuer",
  "untrusted-certificate",
  "signature-missing",
  "signature-invalid",
  "signature-structure",
  "algorithm",
  "readings-disagree",
  "decryption",
  "destination",
  "recipient",
  "in-response-to",
  "audience",
  "not-yet-valid",
  "expired",
  "session-expired",
  "subject-confirmation",
  "name-id",
  "authn-statement",
  "authn-context",
  "attributes",
  "replay",
  "unsolicited",
  "browser-mismatch",
  "no-role",
  "role-pruned",
  "ledger-unavailable",
  "dependency-unavailable",
  "internal",
] as const;

export type Reason = (typeof REASONS)[number];

/** Reasons that are the service's own fault: who meets them would have been let in. */
const SERVICE_FAULTS: readonly Reason[] = ["ledger-unavailable", "dependency-unavailable", "internal"];

export const isServiceFault = (reason: Reason): boolean => SERVICE_FAULTS.includes(reason);

/**
 * The steps of one login, in the order they run, each with the reasons it may refuse for. The first step that fails wins.
 * `internal` may come from any step: it is what an unforeseen error becomes.
 */
export const STEPS = {
  "read-form": ["malformed", "too-large"],
  "inspect-xml": [
    "malformed",
    "too-large",
    "doctype",
    "comment",
    "processing-instruction",
    "signature-structure",
    "algorithm",
  ],
  "validate-schema": ["schema", "dependency-unavailable"],
  "check-status": ["status"],
  "select-identity-provider": ["issuer", "algorithm", "untrusted-certificate"],
  "decrypt-assertion": [
    "decryption",
    "malformed",
    "too-large",
    "doctype",
    "comment",
    "processing-instruction",
    "signature-structure",
    "algorithm",
    "schema",
    "dependency-unavailable",
  ],
  "verify-with-libxml2": ["signature-missing", "signature-invalid", "untrusted-certificate"],
  "verify-with-samlify": ["signature-missing", "signature-invalid", "signature-structure", "untrusted-certificate"],
  "compare-readings": ["readings-disagree"],
  "check-response": ["version", "issuer", "destination"],
  "check-subject-confirmation": [
    "subject-confirmation",
    "recipient",
    "in-response-to",
    "not-yet-valid",
    "expired",
    "schema",
  ],
  "check-conditions": ["audience", "not-yet-valid", "expired", "schema"],
  "check-authn-statement": ["authn-statement", "authn-context", "session-expired", "schema"],
  "match-request": ["in-response-to", "unsolicited", "browser-mismatch", "replay", "ledger-unavailable"],
  "read-identity": ["name-id", "attributes", "decryption"],
  "resolve-roles": ["no-role", "role-pruned", "dependency-unavailable"],
  "record-login": ["replay", "ledger-unavailable", "dependency-unavailable"],
  "publish-events": [],
  "start-session": [],
} as const satisfies Record<string, readonly Reason[]>;

export type StepName = keyof typeof STEPS;

/** The reasons the step of that name may give, `internal` among them. */
export type ReasonOf<Name extends StepName> = (typeof STEPS)[Name][number] | "internal";

export const STEP_NAMES = Object.keys(STEPS) as [StepName, ...StepName[]];
