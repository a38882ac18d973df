/** A refused login, as an error: a stable reason, what exactly was wrong, and never a byte that was not bounded. */
import { printable } from "../events/printable.ts";
import type { Reason, ReasonOf, StepName } from "../events/vocabulary.ts";

export interface RefusalDetail {
  /** What exactly was wrong: a stable kebab-case word within the reason. */
  readonly problem: string;
  /** What the message held. Never a personal value, never a secret; escaped and cut here. */
  readonly found?: string | undefined;
  readonly expected?: string | undefined;
  readonly cause?: unknown;
  /** The SAML roles whose mappings were pruned: what would have let the person in. */
  readonly prunedRoles?: readonly string[];
}

/** Thrown by a step that says no. */
export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
  readonly reason: Reason;
  readonly problem: string;
  readonly found: string | null;
  readonly expected: string | null;
  readonly prunedRoles: readonly string[];

  constructor(reason: Reason, detail: RefusalDetail) {
    super(`${reason}: ${detail.problem}`, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.reason = reason;
    this.problem = detail.problem;
    this.found = detail.found === undefined ? null : printable(detail.found);
    this.expected = detail.expected === undefined ? null : printable(detail.expected);
    this.prunedRoles = detail.prunedRoles ?? [];
  }
}

/** Makes the refusal of a step: only the reasons that the step's row of the table lists do compile. */
export type Refuse<Name extends StepName> = (reason: ReasonOf<Name>, detail: RefusalDetail) => LoginRefused;
