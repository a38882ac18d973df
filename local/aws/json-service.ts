/** The AWS JSON protocols 1.0 and 1.1: one POST, the operation in `x-amz-target`, JSON in and out. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type * as z from "zod";
import { AwsError } from "./aws-error.ts";

type Operation = (input: unknown) => Promise<object> | object;

export interface JsonService {
  /** What stands before the dot in `x-amz-target`. */
  readonly target: string;
  readonly name: string;
  readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  readonly operations: Readonly<Record<string, Operation>>;
}

/**
 * Holds an operation's input against its model.
 * @throws AwsError ValidationException that names the first fault
 */
export function validated<Model extends z.ZodType>(model: Model, input: unknown): z.infer<Model> {
  const result = model.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AwsError("ValidationException", `${issue?.path.join(".") || "input"}: ${issue?.message}`);
}

export function answerJson(response: ServerResponse, contentType: string, body: object): void {
  response.writeHead(200, { "content-type": contentType, "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(body));
}

export function answerJsonError(response: ServerResponse, contentType: string, error: AwsError): void {
  response.writeHead(error.status, {
    "content-type": contentType,
    "x-amzn-requestid": randomUUID(),
    // CloudWatch once spoke the query protocol: SDKs read the old error code from this header.
    "x-amzn-query-error": `${error.code};${error.status < 500 ? "Sender" : "Receiver"}`,
  });
  response.end(JSON.stringify({ __type: error.code, message: error.message }));
}

/**
 * Runs one operation.
 * @param target the `x-amz-target` header
 * @throws AwsError UnknownOperationException, SerializationException, or the operation's own
 */
export async function runOperation(service: JsonService, target: string, body: Buffer): Promise<object> {
  const name = target.slice(service.target.length + 1);
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (!operation) {
    throw new AwsError(
      "UnknownOperationException",
      `the local AWS stand-in answers ${Object.keys(service.operations).join(", ")} of ${service.name}, not ${name.slice(0, 64)}`,
    );
  }
  let input: unknown;
  try {
    input = JSON.parse(body.toString("utf8"));
  } catch {
    throw new AwsError("SerializationException", "the body is not JSON");
  }
  return operation(input);
}
