import type { CredentialsRefused } from "../../lib/credentials/refusal.ts";
import { CREDENTIAL_REMEDIES } from "../../lib/credentials/remedies.ts";
import { describeError } from "./describe-error.ts";
import type { Handled } from "./front-door.ts";
import type { Answers } from "./http.ts";
import { failurePage } from "./pages/failure-page.ts";

export interface RefusalOptions {
  readonly correlationId: string;
  /** A person reads it in a browser, rather than a program. */
  readonly asPage: boolean;
  readonly title: string;
}

/** A refusal as the answer to it: its reason, what exactly was wrong, and what to do. */
export function refusalAnswer(answers: Answers, refusal: CredentialsRefused, options: RefusalOptions): Handled {
  const { reason, problem, expected, cause } = refusal;
  const { status, words, remedy } = CREDENTIAL_REMEDIES[reason];
  const { correlationId, asPage, title } = options;
  const byToken = reason === "token-unknown" || reason === "token-ended";
  const headers: Record<string, string> = {
    ...(status === 503 ? { "retry-after": "60" } : {}),
    ...(byToken ? { "www-authenticate": "Bearer" } : {}),
  };
  const detail = expected === null ? problem : `${problem}: ${expected}`;
  const answer = asPage
    ? answers.page(
        status,
        failurePage({
          ...{ status, reason, correlationId, words, remedy, detail, title },
          retryUrl: "/",
          retryLabel: "Open the start page",
        }),
        { headers },
      )
    : answers.json(status, { reason, problem, expected, words, remedy, correlationId }, { headers });
  return { answer, outcome: reason, notes: { problem, cause: describeError(cause) } };
}
