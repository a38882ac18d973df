/** The HTTP side of the AWS stand-in: which service a request is for, and its answer or error in that service's words. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { BodyTooLarge, readBody } from "../http/read-body.ts";
import { errorFields, type StackLog } from "../log.ts";
import { AwsError } from "./aws-error.ts";
import type { FaultPoints } from "./faults.ts";
import { answerJson, answerJsonError, type JsonService, runOperation } from "./json-service.ts";
import { answerQuery, answerQueryError, type QueryService, signedFor } from "./query-service.ts";
import { answerS3Error, type Buckets, handleS3, type OnDeleted } from "./s3/s3.ts";
import type { Federation } from "./sts/federation.ts";

export interface StandInOptions {
  readonly services: readonly JsonService[];
  readonly queryServices: readonly QueryService[];
  /** Answers browsers, which sign nothing. */
  readonly federation: Federation;
  readonly buckets: Buckets;
  readonly onDeleted: OnDeleted;
  readonly faults: FaultPoints;
  readonly log: StackLog;
}

const MAXIMUM_BODY = 64 * 1024 * 1024;

const inflate = promisify(gunzip);

/** SDKs compress the bodies of some operations (PutMetricData) once they are large. */
async function readRequest(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request, MAXIMUM_BODY);
  if (request.headers["content-encoding"] !== "gzip") return body;
  return inflate(body, { maxOutputLength: MAXIMUM_BODY });
}

/**
 * Signatures are not verified, but there must be one: SDK clients always send it, and a page in a browser can't send that
 * header to another site unasked, so no web page gets at what is kept here.
 */
function checkSigned(request: IncomingMessage): void {
  if (request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")) return;
  throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
}

function asAwsError(error: unknown, log: StackLog): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof BodyTooLarge) return new AwsError("RequestEntityTooLarge", error.message, 413);
  log.error("the AWS stand-in failed", errorFields(error));
  return new AwsError("InternalFailure", "the local AWS stand-in failed; its log says why", 500);
}

export function standIn({
  services,
  queryServices,
  federation,
  buckets,
  onDeleted,
  faults,
  log,
}: StandInOptions): RequestListener {
  function refuseOnBadDay(service: string): void {
    const fault = faults.beforeRequest(service);
    if (fault) throw fault;
  }

  async function answerService(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
    const service = services.find((candidate) => target.startsWith(`${candidate.target}.`));
    const contentType = service?.contentType ?? "application/x-amz-json-1.1";
    try {
      checkSigned(request);
      const body = await readRequest(request);
      if (!service) throw new AwsError("UnknownOperationException", `no service here answers ${target.slice(0, 128)}`);
      refuseOnBadDay(service.name);
      answerJson(response, contentType, await runOperation(service, target, body));
    } catch (error) {
      answerJsonError(response, contentType, asAwsError(error, log));
    }
  }

  async function answerForm(request: IncomingMessage, response: ServerResponse, service: QueryService): Promise<void> {
    try {
      const body = await readBody(request, MAXIMUM_BODY);
      refuseOnBadDay(service.name);
      await answerQuery(service, request, response, body);
    } catch (error) {
      answerQueryError(service, response, asAwsError(error, log));
    }
  }

  async function answerObjects(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      checkSigned(request);
      const body = await readBody(request, MAXIMUM_BODY);
      refuseOnBadDay("S3");
      await handleS3(buckets, request, response, body, onDeleted);
    } catch (error) {
      answerS3Error(response, asAwsError(error, log));
    }
  }

  return (request, response) => {
    const target = request.headers["x-amz-target"];
    if (typeof target === "string") return void answerService(request, response, target);
    if (federation.handles(request)) return federation.answer(request, response);
    const scope = signedFor(request)?.scope;
    const service = queryServices.find((candidate) => candidate.scope === scope);
    void (service ? answerForm(request, response, service) : answerObjects(request, response));
  };
}
