/** The AWS query protocol: one POST, the operation and its input as form fields, XML out. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "./aws-error.ts";
import { renderXml, type XmlNode } from "./s3/xml.ts";

export interface QueryCall {
  readonly parameters: URLSearchParams;
  readonly request: IncomingMessage;
}

/** What stands inside `<…Result>`. */
type Operation = (call: QueryCall) => Promise<readonly XmlNode[]> | readonly XmlNode[];

export interface QueryService {
  /** What the signature's credential scope calls it. */
  readonly scope: string;
  readonly name: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/\d{8}\/[\w-]+\/([\w-]+)\/aws4_request/;

/** The service and the access key id that a request is signed for. */
export function signedFor(request: IncomingMessage): { readonly accessKeyId: string; readonly scope: string } | null {
  const [, accessKeyId, scope] = CREDENTIAL.exec(request.headers.authorization ?? "") ?? [];
  return accessKeyId && scope ? { accessKeyId, scope } : null;
}

/** The fields of a list of structures, such as `Tags.member.1.Key`. */
export function membersOf(parameters: URLSearchParams, name: string): readonly Readonly<Record<string, string>>[] {
  const members = new Map<number, Record<string, string>>();
  for (const [key, value] of parameters) {
    const [, list, index, field] = /^(\w+)\.member\.(\d+)\.(\w+)$/.exec(key) ?? [];
    if (list !== name || !index || !field) continue;
    const member = members.get(Number(index)) ?? {};
    member[field] = value;
    members.set(Number(index), member);
  }
  return [...members].sort(([left], [right]) => left - right).map(([, member]) => member);
}

function answerXml(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": randomUUID() });
  response.end(xml);
}

/** @throws AwsError InvalidAction, or the operation's own */
export async function answerQuery(
  service: QueryService,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const parameters = new URLSearchParams(body.toString("utf8"));
  const action = parameters.get("Action") ?? "";
  const operation = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
  if (!operation) {
    const known = Object.keys(service.operations).join(", ");
    const message = `the local AWS stand-in answers ${known} of ${service.name}, not ${action.slice(0, 64)}`;
    throw new AwsError("InvalidAction", message);
  }
  const result = await operation({ parameters, request });
  const metadata: XmlNode = ["ResponseMetadata", [["RequestId", randomUUID()]]];
  const content: readonly XmlNode[] = [[`${action}Result`, result], metadata];
  answerXml(response, 200, renderXml([`${action}Response`, content], service.namespace));
}

export function answerQueryError(service: QueryService, response: ServerResponse, error: AwsError): void {
  const fault: readonly XmlNode[] = [
    ["Type", error.status < 500 ? "Sender" : "Receiver"],
    ["Code", error.code],
    ["Message", error.message],
  ];
  const content: readonly XmlNode[] = [
    ["Error", fault],
    ["RequestId", randomUUID()],
  ];
  answerXml(response, error.status, renderXml(["ErrorResponse", content], service.namespace));
}
