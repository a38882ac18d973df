/** The Powertools singletons, made once a process and shared: logs, traces and the functions' own operational metrics. */
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";

const SERVICE = "samltrail";

/** EMF metrics about the functions themselves; what happened to people is counted from events, in another namespace. */
const OPERATIONS_NAMESPACE = "samltrail/operations";

export const logger = new Logger({ serviceName: SERVICE });
export const tracer = new Tracer({ serviceName: SERVICE });
export const metrics = new Metrics({ namespace: OPERATIONS_NAMESPACE, serviceName: SERVICE });
