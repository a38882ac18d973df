/** The report of one checked response: the same facts for people and for machines. */

import { printable } from "../../lib/events/printable.ts";
import type { StepName } from "../../lib/events/vocabulary.ts";

export interface CheckedStep {
  readonly name: StepName;
  readonly outcome: "passed" | "refused" | "not-reached";
  /** Milliseconds; `null` where the step was not reached. */
  readonly ms: number | null;
}

export interface CheckReport {
  readonly outcome: "accepted" | "refused";
  readonly foundIn: string;
  readonly at: string;
  readonly identityProvider: string | null;
  readonly steps: readonly CheckedStep[];
  readonly refusal: {
    readonly step: StepName;
    readonly reason: string;
    readonly problem: string;
    readonly found: string | null;
    readonly expected: string | null;
    readonly remedy: string;
  } | null;
  readonly accepted: {
    readonly nameId: string;
    readonly displayName: string;
    readonly signedElement: string;
    readonly signatureAlgorithm: string;
    readonly certificateFingerprint: string;
    readonly warning: string | null;
    readonly granted: readonly { readonly samlRole: string; readonly iamRole: string }[];
    readonly refused: readonly { readonly samlRole: string; readonly reason: string }[];
  } | null;
}

const MARKS = { passed: "ok", refused: "REFUSED", "not-reached": "-" } as const;

function acceptedLines(accepted: NonNullable<CheckReport["accepted"]>): string[] {
  return [
    `  NameID       ${printable(accepted.nameId)}`,
    `  name         ${printable(accepted.displayName)}`,
    `  signed       ${accepted.signedElement}, ${accepted.signatureAlgorithm}`,
    `  certificate  ${accepted.certificateFingerprint}`,
    ...(accepted.warning === null ? [] : [`  warning      ${accepted.warning}`]),
    ...accepted.granted.map(({ samlRole, iamRole }) => `  role         ${printable(samlRole)} > ${iamRole}`),
    ...accepted.refused.map(({ samlRole, reason }) => `  not granted  ${printable(samlRole)}: ${reason}`),
  ];
}

function refusalLines({
  step,
  reason,
  problem,
  found,
  expected,
  remedy,
}: NonNullable<CheckReport["refusal"]>): string[] {
  return [
    `  step         ${step}`,
    `  reason       ${reason} (${problem})`,
    ...(found === null ? [] : [`  found        ${found}`]),
    ...(expected === null ? [] : [`  expected     ${expected}`]),
    `  what to do   ${remedy}`,
    `  more         docs/login-failures.md#${reason}`,
  ];
}

/** The report for a terminal, a line each; text of the message is escaped and cut. */
export function reportLines(report: CheckReport): string[] {
  const width = Math.max(...report.steps.map(({ name }) => name.length));
  return [
    `judged at ${report.at}, from ${report.foundIn}; identity provider: ${report.identityProvider ?? "none known"}`,
    "",
    ...report.steps.map(({ name, outcome, ms }) =>
      `  ${name.padEnd(width)}  ${MARKS[outcome].padEnd(7)}  ${ms === null ? "" : `${ms.toFixed(2).padStart(7)} ms`}`.trimEnd(),
    ),
    "",
    report.outcome,
    ...(report.accepted ? acceptedLines(report.accepted) : []),
    ...(report.refusal ? refusalLines(report.refusal) : []),
  ];
}
