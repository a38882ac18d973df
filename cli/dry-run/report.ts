/** What a dry run found, for programs; `describe.ts` puts it into words. */
import { STEP_NAMES } from "../../lib/events/vocabulary.ts";
import type { Name } from "../../lib/identity/dynamodb-names.ts";
import { type Attempt, succeeded } from "./attempt.ts";
import type { AttributeFinding } from "./attributes.ts";
import { masked, type Obtained } from "./obtained.ts";
import type { TrailAnswer } from "./trail-record.ts";

export interface Lent {
  readonly obtained: Obtained;
  /** Whether Role Credentials Issued was found. */
  readonly recorded: boolean;
  /** Null where nothing was given. */
  readonly trail: TrailAnswer | null;
}

export interface Findings {
  /** As the command line has it. */
  readonly asked: string;
  /** Whether `asked` is one of the names of who signed in; null where that is not known. */
  readonly isWhoWasAsked: boolean | null;
  /** Null where nothing is known, or was erased. */
  readonly person: Name | null;
  readonly attempt: Attempt;
  readonly attributes: readonly AttributeFinding[];
  /** Pseudonym > clear text, of role values that no mapping names. */
  readonly roleValues: ReadonlyMap<string, Name>;
  readonly lent: readonly Lent[];
  /** Mappings that were asked for, and not granted. */
  readonly notGranted: readonly string[];
  /** Remarks that make nothing wrong. */
  readonly notes: readonly string[];
}

interface StepLine {
  readonly name: string;
  readonly outcome: "passed" | "refused" | "not reached";
  readonly ms: number | null;
}

/**
 * The last three have no time in the event, which is written by the first of them. What shows them is the event itself, that the bus
 * has taken it, and that the session was good for credentials.
 */
function afterTheRecord({ attempt, lent }: Findings): readonly StepLine[] {
  const inSession = lent.some(({ obtained }) => obtained.given !== null);
  return [
    { name: "record-login", outcome: "passed", ms: null },
    ...(attempt.found === "archive" ? [{ name: "publish-events", outcome: "passed" as const, ms: null }] : []),
    ...(inSession ? [{ name: "start-session", outcome: "passed" as const, ms: null }] : []),
  ];
}

function stepsOf(findings: Findings): readonly StepLine[] {
  const { login } = findings.attempt;
  const { steps } = login.data;
  const refusedAt = "step" in login.data ? login.data.step : null;
  const ran = steps.map(({ name, ms }) => ({
    name,
    outcome: name === refusedAt ? ("refused" as const) : ("passed" as const),
    ms,
  }));
  if (refusedAt === null) return [...ran, ...afterTheRecord(findings)];
  const left = STEP_NAMES.slice(STEP_NAMES.indexOf(refusedAt) + 1);
  return [...ran, ...left.map((name) => ({ name, outcome: "not reached" as const, ms: null }))];
}

function rolesOf({ attempt, roleValues }: Findings) {
  const { granted = [], refused = [] } = attempt.roles?.data ?? {};
  const { login } = attempt;
  const withheld = "withheld" in login.data ? (login.data.withheld?.roles ?? []) : [];
  return [
    ...granted.map(({ samlRole, mappingId, iamRole }) => ({ samlRole, outcome: "granted", mappingId, iamRole })),
    ...refused.map(({ samlRole, reason }) => ({
      samlRole: roleValues.get(samlRole)?.value ?? samlRole,
      outcome: `refused: ${reason}`,
      mappingId: null,
      iamRole: null,
    })),
    ...withheld.map(({ samlRole }) => ({ samlRole, outcome: "refused: pruned", mappingId: null, iamRole: null })),
  ];
}

/** What is not as it must be, a line each; nothing where all is well. */
function problemsOf({ asked, isWhoWasAsked, attempt, attributes, lent, notGranted }: Findings): readonly string[] {
  const { login } = attempt;
  return [
    ...("reason" in login.data ? [`the login was refused: ${login.data.reason}`] : []),
    ...(succeeded(attempt) && attempt.roles === null ? ["Roles Mapped was not found beside Login Succeeded"] : []),
    ...(isWhoWasAsked === false ? [`who signed in is not ${asked}`] : []),
    ...attributes
      .filter(({ need, came }) => need !== "display name" && came === false)
      .map(({ name, need }) => `the assertion lacks the attribute ${name} (${need})`),
    ...notGranted.map((id) => `${id} is none of the roles that were granted`),
    ...lent.flatMap(({ obtained: { mappingId, refused }, recorded, trail }) => [
      ...(refused === null ? [] : [`${mappingId}: no credentials: ${refused}`]),
      ...(trail && !recorded ? [`${mappingId}: Role Credentials Issued was not found`] : []),
      ...(trail?.seen === null ? [`${mappingId}: not yet seen by CloudTrail: ${trail.asked}`] : []),
    ]),
  ];
}

export function reportOf(findings: Findings) {
  const { asked, isWhoWasAsked, person, attempt, attributes, lent, notes } = findings;
  const { login, found } = attempt;
  const { data, metadata } = login;
  const problems = problemsOf(findings);
  return {
    matched: problems.length === 0,
    problems,
    notes,
    person: { asked, isWhoWasAsked, name: person?.displayName ?? null, nameId: person?.value ?? null },
    login: {
      outcome: succeeded(attempt) ? "succeeded" : "refused",
      at: metadata.occurredAt,
      correlationId: metadata.correlationId,
      eventId: metadata.id,
      found,
      identityProvider: data.identityProvider?.id ?? null,
      initiatedBy: "initiatedBy" in data ? data.initiatedBy : null,
      refusal: "reason" in data ? { step: data.step, reason: data.reason, ...data.detail } : null,
    },
    steps: stepsOf(findings),
    attributes,
    roles: rolesOf(findings),
    credentials: lent.map(({ obtained: { mappingId, given, refused }, recorded, trail }) => ({
      mappingId,
      accessKeyId: given && masked(given.accessKeyId),
      assumedRoleArn: given?.assumedRoleArn ?? null,
      expiresAt: given?.expiresAt ?? null,
      refused,
      recorded,
      cloudTrail: trail,
    })),
  };
}

export type Report = ReturnType<typeof reportOf>;
