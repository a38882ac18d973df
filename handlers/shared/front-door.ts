/** What the functions of the front door share: dependencies made once, one log line a request, and a page for every failure. */
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { ulid } from "ulid";
import { REMEDIES } from "../../lib/saml/remedies.ts";
import { describeError } from "./describe-error.ts";
import { wantsJson } from "./headers.ts";
import type { Answer, Answers } from "./http.ts";
import { logger, metrics } from "./observability.ts";
import { failurePage } from "./pages/failure-page.ts";

export interface Visit {
  readonly event: APIGatewayProxyEventV2;
  readonly now: Date;
  /** The number on a failure page and in the log line. */
  readonly correlationId: string;
}

export interface Handled {
  readonly answer: Answer;
  /** What became of the request, a stable kebab-case word. */
  readonly outcome: string;
  /** For the log line: no personal values, no secrets. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** One function of the front door. */
export interface Door<Parts> {
  readonly name: string;
  /** What a person reads where a dependency did not answer: what did not happen, and what that means. */
  readonly unavailable: { readonly title: string; readonly words: string };
  serve(parts: Parts, visit: Visit): Promise<Handled>;
}

/** Something we depend on did not answer; the request is refused and may be tried again. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  readonly reason: "ledger-unavailable" | "dependency-unavailable";

  constructor(reason: Unavailable["reason"], cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** Turns whatever a dependency throws into `Unavailable`. */
export function orUnavailable(reason: Unavailable["reason"]): (cause: unknown) => never {
  return (cause) => {
    throw new Unavailable(reason, cause);
  };
}

function failed(
  error: unknown,
  door: Pick<Door<never>, "unavailable">,
  { event, correlationId }: Visit,
  answers: Answers,
): Handled {
  const reason = error instanceof Unavailable ? error.reason : "internal";
  const status = reason === "internal" ? 500 : 503;
  const headers: Record<string, string> = status === 503 ? { "retry-after": "60" } : {};
  const { title } = door.unavailable;
  const words = reason === "internal" ? REMEDIES.internal.words : door.unavailable.words;
  const told = { reason, correlationId, words, remedy: REMEDIES[reason].remedy };
  const answer = wantsJson(event)
    ? answers.json(status, told, { headers })
    : answers.page(status, failurePage({ ...told, status, title, retryUrl: "/" }), { headers });
  return { answer, outcome: reason, notes: { cause: describeError(error) } };
}

/**
 * A handler that never answers with a bare error.
 * @param assemble makes the dependencies at the first request; where it fails, the function does not start and the next
 *   request tries again
 */
export function frontDoor<Parts extends { readonly answers: Answers }>(
  door: Door<Parts>,
  assemble: () => Promise<Parts>,
  clock: () => Date = () => new Date(),
): (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer> {
  let parts: Promise<Parts> | undefined;

  return async (event, context) => {
    const begun = performance.now();
    logger.addContext(context);
    metrics.captureColdStartMetric(context.functionName);
    parts ??= assemble().catch((error: unknown) => {
      parts = undefined;
      throw error;
    });
    const assembled = await parts;
    const now = clock();
    const visit = { event, now, correlationId: ulid(now.getTime()) };
    const handled = await door
      .serve(assembled, visit)
      .catch((error: unknown) => failed(error, door, visit, assembled.answers));
    const { answer, outcome, notes } = handled;
    const line = {
      outcome,
      status: answer.statusCode,
      correlationId: visit.correlationId,
      requestId: event.requestContext.requestId,
      ms: Math.round(performance.now() - begun),
      ...notes,
    };
    if (answer.statusCode >= 500) logger.error(`${door.name} failed`, line);
    else logger.info(`${door.name} answered`, line);
    return answer;
  };
}
