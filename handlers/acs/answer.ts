/** The page that says why a login was refused. */
import type { Configuration } from "../../lib/config/configuration.ts";
import type { Reason, StepName } from "../../lib/events/vocabulary.ts";
import type { Html } from "../../lib/html/html.ts";
import type { LoginRefused } from "../../lib/saml/refusal.ts";
import { REMEDIES } from "../../lib/saml/remedies.ts";
import { type Answer, createAnswers } from "../shared/http.ts";
import { failurePage } from "../shared/pages/failure-page.ts";

const STATUS: Readonly<Partial<Record<Reason, number>>> = {
  malformed: 400,
  "too-large": 413,
  doctype: 400,
  comment: 400,
  "processing-instruction": 400,
  schema: 400,
  version: 400,
  "signature-structure": 400,
  decryption: 400,
  "ledger-unavailable": 503,
  "dependency-unavailable": 503,
  internal: 500,
};

function statusOf({ reason, problem }: LoginRefused): number {
  if (problem === "wrong-method") return 405;
  if (problem === "not-a-form") return 415;
  return STATUS[reason] ?? 403;
}

/** The steps between decryption and a verified signature: what they say of a plaintext would tell an attacker about it. */
const BEFORE_VERIFIED: readonly StepName[] = [
  "decrypt-assertion",
  "verify-with-libxml2",
  "verify-with-samlify",
  "compare-readings",
];

export interface FailureToShow {
  readonly step: StepName;
  readonly refusal: LoginRefused;
  readonly correlationId: string;
  readonly encrypted: boolean;
  /** What the person may do about it from the page, where there is something. */
  readonly offer?: Html | null;
}

export function failureAnswer(failure: FailureToShow, configuration: Configuration): Answer {
  const { step, refusal, correlationId, encrypted, offer } = failure;
  const masked = encrypted && BEFORE_VERIFIED.includes(step);
  const reason = masked ? "decryption" : refusal.reason;
  const status = masked ? 400 : statusOf(refusal);
  const { words, remedy } = REMEDIES[reason];
  const page = failurePage({
    status,
    reason,
    correlationId,
    words,
    remedy,
    detail: masked ? undefined : refusal.problem,
    retryUrl: "/",
    offer,
  });
  const headers: Record<string, string> =
    status === 405 ? { allow: "POST" } : status === 503 ? { "retry-after": "60" } : {};
  return createAnswers(configuration.serviceProvider.baseUrl).page(status, page, { headers });
}
