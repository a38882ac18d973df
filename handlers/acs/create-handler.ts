/** The assertion consumer service: takes what a browser posts, lets the steps judge it, records it, answers. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { isServiceFault } from "../../lib/events/vocabulary.ts";
import { pseudonymousClient } from "../../lib/identity/client-pseudonyms.ts";
import { certificateWarning } from "../../lib/saml/certificate-dates.ts";
import { failureEvent, withheldIdentities } from "../../lib/saml/failure-event.ts";
import type { LoginAttempt } from "../../lib/saml/login-attempt.ts";
import { recordFailure } from "../../lib/saml/record-failure.ts";
import { LoginRefused } from "../../lib/saml/refusal.ts";
import { createCookies } from "../shared/cookies.ts";
import { createHeldMetrics, type HeldMetrics } from "../shared/held-metrics.ts";
import { measure } from "../shared/measure.ts";
import { logger, metrics, tracer } from "../shared/observability.ts";
import { tracedSteps } from "../shared/traced-step.ts";
import { failureAnswer } from "./answer.ts";
import { attemptOf } from "./attempt.ts";
import { logFailure, logSuccess } from "./log.ts";
import { assembleLogin, type Foundation, layFoundation, type Parts } from "./parts.ts";
import { restoreOffer } from "./restore-offer.ts";
import { welcome } from "./welcome.ts";

/** What comes with the request beside what is judged. */
interface Beside {
  readonly presenceCookie: string | null;
  readonly held: HeldMetrics;
}

type Judged = Awaited<ReturnType<Parts["login"]["run"]>>;
type Refused = Extract<Judged, { readonly outcome: "refused" }>;

/** A login that took longer is told of at once. */
const SLOW_MILLISECONDS = 1_000;

function measureSteps(judged: Judged, held: HeldMetrics): void {
  const { steps } = judged;
  for (const { name, ms } of steps) measure(`StepLatency.${name}`, ms);
  const ownFault = judged.outcome === "refused" && isServiceFault(judged.refusal.reason);
  if (ownFault || steps.reduce((sum, { ms }) => sum + ms, 0) > SLOW_MILLISECONDS) held.urge();
}

/** Records a refusal as its one event, and answers with its page. */
async function refuse(base: Foundation, attempt: LoginAttempt, outcome: Refused, parts: Parts | null) {
  const { configuration, producer, failures } = base;
  const { step, refusal, known, steps } = outcome;
  const { correlationId, attemptId, now } = attempt;
  const named = parts ? pseudonymousClient(attempt.client, parts.pseudonymizer) : { client: null, identities: [] };
  const origin = { occurredAt: now, correlationId, attemptId, environment: configuration.environment, producer };
  const failed = { step, refusal, known, steps, client: named.client };
  const event = failureEvent(failed, origin);
  logFailure(event, refusal);
  await recordFailure(failures, event, known.provider !== undefined, [
    ...named.identities,
    ...withheldIdentities(failed),
  ]);
  const encrypted = known.response?.assertion === "encrypted";
  const offer = parts && (await restoreOffer({ refusal, known }, attempt, parts.sealers.restoreRequest));
  return failureAnswer({ step, refusal, correlationId, encrypted, offer }, configuration);
}

async function judge(
  base: Foundation,
  attempt: LoginAttempt,
  { presenceCookie, held }: Beside,
): Promise<APIGatewayProxyStructuredResultV2> {
  const begun = performance.now();
  let parts: Parts;
  try {
    parts = await assembleLogin(base);
  } catch (cause) {
    const refusal = new LoginRefused("dependency-unavailable", { problem: "secrets", cause });
    return refuse(base, attempt, { outcome: "refused", step: "read-form", refusal, known: {}, steps: [] }, null);
  }
  const outcome = await parts.login.run(attempt, tracedSteps(tracer));
  measureSteps(outcome, held);
  if (outcome.outcome === "refused") return refuse(base, attempt, outcome, parts);
  const { known } = outcome;
  const { configuration, now } = attempt;
  const { answer, asks } = await welcome({ known, presenceCookie, configuration, now }, parts.sealers);
  const warning = certificateWarning(known.provider, known.firstReading.certificateFingerprint, now);
  logSuccess(known, { identityProvider: known.provider.id, asks, warning, ms: performance.now() - begun });
  return answer;
}

/** @param clock the present; one reading of it judges a whole attempt */
export function createAcsHandler(clock: () => Date) {
  let foundation: Promise<Foundation> | undefined;
  const held = createHeldMetrics();

  /** Kept for the life of the process; a start that failed is tried again by the next request. */
  function founded(now: Date): Promise<Foundation> {
    foundation ??= layFoundation(now).catch((error: unknown) => {
      foundation = undefined;
      throw error;
    });
    return foundation;
  }

  return async (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> => {
    logger.addContext(context);
    metrics.captureColdStartMetric(context.functionName);
    try {
      const now = clock();
      const laid = await founded(now);
      const base = { ...laid, configuration: await laid.stage.current(now) };
      const presenceCookie = createCookies(base.configuration.serviceProvider.baseUrl).readPresence(event);
      return await judge(base, attemptOf(event, base.configuration, now), { presenceCookie, held });
    } finally {
      held.publish(clock());
    }
  };
}
