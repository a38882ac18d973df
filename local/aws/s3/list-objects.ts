/** ListObjectsV2 and ListObjectVersions: pages of keys in the order of their bytes. */
import { AwsError, notImplemented } from "../aws-error.ts";
import type { ObjectStore } from "./object-store.ts";
import { renderXml, type XmlNode } from "./xml.ts";

const KNOWN = ["list-type", "prefix", "max-keys", "continuation-token", "start-after", "x-id"];
const KNOWN_OF_VERSIONS = ["versions", "prefix", "max-keys", "key-marker", "version-id-marker", "x-id"];
const MAXIMUM_KEYS = 1000;

function readMaximum(query: URLSearchParams): number {
  const asked = Number(query.get("max-keys") ?? MAXIMUM_KEYS);
  if (!Number.isInteger(asked) || asked < 0) throw new AwsError("InvalidArgument", "max-keys is not a number");
  return Math.min(asked, MAXIMUM_KEYS);
}

interface Page {
  readonly contents: readonly (readonly XmlNode[])[];
  /** Null where there is nothing beyond the page. */
  readonly last: string | null;
}

async function pageOf(store: ObjectStore, query: URLSearchParams, after: string | null): Promise<Page> {
  const maximum = readMaximum(query);
  const all = await store.keys(query.get("prefix") ?? "");
  const rest = after === null ? all : all.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = rest.slice(0, maximum);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;

  const contents: XmlNode[][] = [];
  for (const key of page) {
    const description = await store.describe(key);
    if (!description) continue;
    const { lastModified, etag, size } = description;
    const nodes: XmlNode[] = [
      ["Key", key],
      ["LastModified", lastModified],
      ["ETag", etag],
      ["Size", size],
      ["StorageClass", "STANDARD"],
    ];
    contents.push(nodes);
  }
  return { contents, last: more ? last : null };
}

function refuseUnknown(operation: string, query: URLSearchParams, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw notImplemented(`${operation} with ${unknown.slice(0, 64)}`);
}

const head = (bucket: string, query: URLSearchParams, last: string | null): XmlNode[] => [
  ["Name", bucket],
  ["Prefix", query.get("prefix") ?? ""],
  ["MaxKeys", readMaximum(query)],
  ["IsTruncated", last !== null],
];

/** @returns the answer's XML */
export async function listObjects(bucket: string, store: ObjectStore, query: URLSearchParams): Promise<string> {
  refuseUnknown("ListObjectsV2", query, KNOWN);
  const token = query.get("continuation-token");
  const after = token === null ? query.get("start-after") : Buffer.from(token, "base64url").toString();
  const { contents, last } = await pageOf(store, query, after);
  const nodes: XmlNode[] = [
    ...head(bucket, query, last),
    ["KeyCount", contents.length],
    ...(last === null ? [] : ([["NextContinuationToken", Buffer.from(last).toString("base64url")]] as const)),
    ...contents.map((each): XmlNode => ["Contents", each]),
  ];
  return renderXml(["ListBucketResult", nodes]);
}

/** The buckets here keep no versions: each object is the one version, `null`, as in a bucket that never had them on. */
export async function listVersions(bucket: string, store: ObjectStore, query: URLSearchParams): Promise<string> {
  refuseUnknown("ListObjectVersions", query, KNOWN_OF_VERSIONS);
  const { contents, last } = await pageOf(store, query, query.get("key-marker"));
  const nodes: XmlNode[] = [
    ...head(bucket, query, last),
    ...(last === null ? [] : ([["NextKeyMarker", last]] as const)),
    ...contents.map((each): XmlNode => ["Version", [...each, ["VersionId", "null"], ["IsLatest", true]]]),
  ];
  return renderXml(["ListVersionsResult", nodes]);
}
