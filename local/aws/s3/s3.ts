/**
 * S3, path style, with versions: PutObject (with `If-None-Match: *`), GetObject, DeleteObject (which only ever hides), PutObjectLegalHold,
 * GetObjectLegalHold, ListObjectsV2, ListObjectVersions.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError, notImplemented } from "../aws-error.ts";
import { verifyChecksum } from "./checksum.ts";
import { decodeChunkedBody } from "./chunked-body.ts";
import { listObjects, listVersions } from "./list-objects.ts";
import type { ObjectStore } from "./object-store.ts";
import { renderXml } from "./xml.ts";

export type Buckets = ReadonlyMap<string, ObjectStore>;

/** Told of each object that was deleted. */
export type OnDeleted = (bucket: string, key: string, request: IncomingMessage) => void;

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly onDeleted: OnDeleted;
}

/** Headers that change what PutObject and GetObject mean: better refused than passed over. */
const UNSUPPORTED = ["if-match", "x-amz-copy-source", "range", "if-modified-since", "if-unmodified-since"];

function headersOf(request: IncomingMessage): Map<string, string> {
  return new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

/** The body as it was before transport, and the headers with the trailers joined in. */
function decode({ request, body }: Call): { content: Buffer; headers: Map<string, string> } {
  const headers = headersOf(request);
  const encodings = (headers.get("content-encoding") ?? "").split(",").map((encoding) => encoding.trim());
  if (!encodings.includes("aws-chunked")) return { content: body, headers };
  const { content, trailers } = decodeChunkedBody(body);
  const announced = headers.get("x-amz-decoded-content-length");
  if (announced !== undefined && Number(announced) !== content.length) {
    throw new AwsError("IncompleteBody", "The body is not as long as x-amz-decoded-content-length says.");
  }
  for (const [name, value] of trailers) headers.set(name, value);
  const remaining = encodings.filter((encoding) => encoding !== "aws-chunked").join(",");
  if (remaining === "") headers.delete("content-encoding");
  else headers.set("content-encoding", remaining);
  return { content, headers };
}

async function putObject(call: Call): Promise<void> {
  const { content, headers } = decode(call);
  const condition = headers.get("if-none-match");
  if (condition !== undefined && condition !== "*") throw notImplemented("If-None-Match other than *");
  const checksum = verifyChecksum(content, headers);
  const kept = [...headers].filter(([name]) => /^(content-type|content-encoding|x-amz-meta-.*)$/.test(name));
  const given = { headers: Object.fromEntries(kept), checksum };
  const stored = await call.store.put(call.key, content, given, condition === "*");
  if (!stored) {
    throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  const version = { etag: stored.etag, "x-amz-version-id": stored.versionId };
  call.response.writeHead(200, { ...version, ...(checksum ? { [checksum.header]: checksum.value } : {}) });
  call.response.end();
}

function noSuch(versionId: string | null): AwsError {
  if (versionId === null) return new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  return new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
}

async function deleteObject({ store, bucket, key, query, request, response, onDeleted }: Call): Promise<void> {
  if (query.has("versionId"))
    throw new AwsError("AccessDenied", "Access Denied because object protected by object lock.", 403);
  const versionId = await store.remove(key);
  onDeleted(bucket, key, request);
  response.writeHead(204, { "x-amz-delete-marker": "true", "x-amz-version-id": versionId });
  response.end();
}

async function legalHold({ store, key, query, request, response, body }: Call): Promise<void> {
  const versionId = query.get("versionId") ?? undefined;
  if (request.method === "PUT") {
    const status = /<Status>(ON|OFF)<\/Status>/.exec(body.toString("utf8"))?.[1];
    if (status === undefined) throw new AwsError("MalformedXML", "The XML you provided was not well-formed");
    if (!(await store.hold(key, versionId, status === "ON"))) throw noSuch(versionId ?? null);
    response.writeHead(200);
    response.end();
    return;
  }
  const object = await store.get(key, versionId);
  if (!object) throw noSuch(versionId ?? null);
  response.writeHead(200, { "content-type": "application/xml" });
  response.end(renderXml(["LegalHold", [["Status", object.legalHold ? "ON" : "OFF"]]]));
}

async function getObject({ store, key, query, request, response }: Call): Promise<void> {
  const versionId = query.get("versionId");
  const object = await store.get(key, versionId ?? undefined);
  if (!object) throw noSuch(versionId);
  const { checksum } = object;
  const wantsChecksum = request.headers["x-amz-checksum-mode"] === "ENABLED";
  response.writeHead(200, {
    "content-type": "binary/octet-stream",
    ...object.headers,
    "content-length": object.content.length,
    "last-modified": new Date(object.lastModified).toUTCString(),
    etag: object.etag,
    "x-amz-version-id": object.versionId,
    ...(checksum && wantsChecksum ? { [checksum.header]: checksum.value } : {}),
  });
  response.end(object.content);
}

async function answer(call: Call): Promise<void> {
  const { request, response, key, query } = call;
  const unsupported = UNSUPPORTED.find((name) => request.headers[name] !== undefined);
  if (unsupported) throw notImplemented(`the header ${unsupported}`);
  const versions = query.has("versions");
  if (key === "" && request.method === "GET" && (versions || query.get("list-type") === "2")) {
    const xml = await (versions ? listVersions : listObjects)(call.bucket, call.store, query);
    response.writeHead(200, { "content-type": "application/xml" });
    response.end(xml);
    return;
  }
  if (query.has("legal-hold") && key !== "" && ["GET", "PUT"].includes(request.method ?? "")) return legalHold(call);
  const subresource = [...query.keys()].find((name) => name !== "x-id" && name !== "versionId");
  if (key === "" || subresource) throw notImplemented(`S3 ${request.method} with ${subresource ?? "a bucket"}`);
  if (request.method === "PUT") return putObject(call);
  if (request.method === "GET") return getObject(call);
  if (request.method === "DELETE") return deleteObject(call);
  throw notImplemented(`S3 ${request.method}`);
}

export function answerS3Error(response: ServerResponse, error: AwsError): void {
  response.writeHead(error.status, { "content-type": "application/xml" });
  const nodes = [
    ["Code", error.code],
    ["Message", error.message],
    ["RequestId", randomUUID()],
  ] as const;
  response.end(renderXml(["Error", nodes]));
}

/** @throws AwsError what `answerS3Error` then words */
export async function handleS3(
  buckets: Buckets,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  onDeleted: OnDeleted,
): Promise<void> {
  const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const [, bucket = "", ...segments] = path.split("/");
  const store = buckets.get(bucket);
  if (!store) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
  const key = decodeURIComponent(segments.join("/"));
  await answer({ request, response, body, store, bucket, key, query: new URLSearchParams(search), onDeleted });
}
