/** What a recorded request demands of IAM, read from the request alone: protocol, operation, and what it is about. */
import type { HttpCall } from "../emulator/recording-proxy.ts";
import type { Demand, Place } from "./aws-call.ts";
import { metricDemands } from "./services/cloudwatch.ts";
import { dynamoDbDemands } from "./services/dynamodb.ts";
import { eventBridgeDemands, kmsDemands, logDemands, queueDemands, secretDemands } from "./services/json-services.ts";
import { s3Demands } from "./services/s3.ts";
import { stsDemands } from "./services/sts.ts";

/** The recorder met a request that it has no name for: nothing may pass it unread. */
export class UnreadableCall extends Error {
  override readonly name = "UnreadableCall";
}

/** Whose key signed the request, and for which service, as the `Authorization` header says (SigV4). */
export interface Signer {
  readonly accessKeyId: string;
  readonly service: string;
}

export function signerOf({ headers, method, target }: Omit<HttpCall, "status">): Signer {
  const [, accessKeyId, service] =
    /Credential=([^/,]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "") ?? [];
  if (accessKeyId === undefined || service === undefined) {
    throw new UnreadableCall(`${method} ${target} is not signed`);
  }
  return { accessKeyId, service };
}

/** `DynamoDB_20120810.PutItem` > `PutItem`, as the awsJson protocols name an operation. */
function targetOperation({ headers }: HttpCall): string | undefined {
  return headers["x-amz-target"]?.split(".").at(-1);
}

type Reader = (operation: string, input: Readonly<Record<string, unknown>>, place: Place) => readonly Demand[];

/** Services with awsJson1.0 or 1.1, by the name they are signed for. */
const JSON_SERVICES: Readonly<Record<string, Reader>> = {
  dynamodb: dynamoDbDemands,
  events: eventBridgeDemands,
  kms: kmsDemands,
  secretsmanager: secretDemands,
  logs: logDemands,
  sqs: queueDemands,
  monitoring: metricDemands,
  cloudtrail: (operation) => [{ action: `cloudtrail:${operation}`, resource: "*", context: {} }],
};

/** @throws UnreadableCall */
export function demandsOf(call: HttpCall, place: Place): readonly Demand[] {
  const { service } = signerOf(call);
  if (service === "s3") return s3Demands(call);
  if (service === "sts") return stsDemands(new URLSearchParams(call.body.toString("utf8")));
  const reader = Object.hasOwn(JSON_SERVICES, service) ? JSON_SERVICES[service] : undefined;
  const operation = targetOperation(call);
  if (!reader || operation === undefined) {
    throw new UnreadableCall(
      `${call.method} ${call.target} for ${service}, ${call.headers["content-type"] ?? "no type"}`,
    );
  }
  return reader(operation, JSON.parse(call.body.toString("utf8") || "{}") as Record<string, unknown>, place);
}
