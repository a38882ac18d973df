/**
 * The Powertools singletons, made once a process and shared: logs, traces and the functions' own operational metrics. Their service
 * is POWERTOOLS_SERVICE_NAME, a stage's own name: one account may have several.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { OPERATIONS_NAMESPACE } from "../../lib/metrics/operations.ts";
import { BriefLogFormatter } from "./log-format.ts";

export const logger = new Logger({ logFormatter: new BriefLogFormatter() });
export const tracer = new Tracer();
/** Measured through `measure` (measure.ts). */
export const metrics = new Metrics({ namespace: OPERATIONS_NAMESPACE });
