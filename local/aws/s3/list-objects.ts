/** ListObjectsV2 and ListObjectVersions: pages of keys in the order of their bytes. */
import { AwsError, notImplemented } from "../aws-error.ts";
import type { ObjectStore } from "./object-store.ts";
import { renderXml, type XmlNode } from "./xml.ts";

const KNOWN = ["list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "x-id"];
const KNOWN_OF_VERSIONS = ["versions", "prefix", "max-keys", "key-marker", "version-id-marker", "x-id"];
const MAXIMUM_KEYS = 1000;

function readMaximum(query: URLSearchParams): number {
  const asked = Number(query.get("max-keys") ?? MAXIMUM_KEYS);
  if (!Number.isInteger(asked) || asked < 0) throw new AwsError("InvalidArgument", "max-keys is not a number");
  return Math.min(asked, MAXIMUM_KEYS);
}

/** What the keys have in common up to the delimiter: each once, in place of the keys below it. */
function rolledUp(keys: readonly string[], prefix: string, delimiter: string | null): readonly string[] {
  if (delimiter === null || delimiter === "") return keys;
  const entries = keys.map((key) => {
    const end = key.indexOf(delimiter, prefix.length);
    return end < 0 ? key : key.slice(0, end + delimiter.length);
  });
  return [...new Set(entries)];
}

interface Page {
  readonly contents: readonly (readonly XmlNode[])[];
  readonly commonPrefixes: readonly string[];
  /** Null where there is nothing beyond the page. */
  readonly last: string | null;
}

async function pageOf(store: ObjectStore, query: URLSearchParams, after: string | null): Promise<Page> {
  const maximum = readMaximum(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter");
  const all = rolledUp(await store.keys(prefix), prefix, delimiter);
  const rest = after === null ? all : all.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = rest.slice(0, maximum);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;

  const contents: XmlNode[][] = [];
  const commonPrefixes: string[] = [];
  for (const key of page) {
    if (delimiter && key.slice(prefix.length).endsWith(delimiter)) {
      commonPrefixes.push(key);
      continue;
    }
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
  return { contents, commonPrefixes, last: more ? last : null };
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
  const { contents, commonPrefixes, last } = await pageOf(store, query, after);
  const nodes: XmlNode[] = [
    ...head(bucket, query, last),
    ["KeyCount", contents.length + commonPrefixes.length],
    ...(last === null ? [] : ([["NextContinuationToken", Buffer.from(last).toString("base64url")]] as const)),
    ...contents.map((each): XmlNode => ["Contents", each]),
    ...commonPrefixes.map((each): XmlNode => ["CommonPrefixes", [["Prefix", each]]]),
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
