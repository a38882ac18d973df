/**
 * The Powertools singletons, made once a process and shared: logs, traces and the functions' own operational metrics.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { OPERATIONS_NAMESPACE } from "../../lib/metrics/operations.ts";

const SERVICE = "samltrail";

export const logger = new Logger({ serviceName: SERVICE });
export const tracer = new Tracer({ serviceName: SERVICE });
/** Measured through `measure` (measure.ts). */
export const metrics = new Metrics({ namespace: OPERATIONS_NAMESPACE, serviceName: SERVICE });
