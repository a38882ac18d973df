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

interface KeyPage {
  readonly page: readonly string[];
  /** Null where there is nothing beyond the page. */
  readonly last: string | null;
}

function pageOfKeys(all: readonly string[], query: URLSearchParams, after: string | null): KeyPage {
  const rest = after === null ? all : all.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = rest.slice(0, readMaximum(query));
  return { page, last: rest.length > page.length ? (page.at(-1) ?? null) : null };
}

interface Page extends Pick<KeyPage, "last"> {
  readonly contents: readonly (readonly XmlNode[])[];
  readonly commonPrefixes: readonly string[];
}

async function pageOf(store: ObjectStore, query: URLSearchParams, after: string | null): Promise<Page> {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter");
  const { page, last } = pageOfKeys(rolledUp(await store.keys(prefix), prefix, delimiter), query, after);

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
  return { contents, commonPrefixes, last };
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

/** All versions of a key and its delete markers are on one page. */
export async function listVersions(bucket: string, store: ObjectStore, query: URLSearchParams): Promise<string> {
  refuseUnknown("ListObjectVersions", query, KNOWN_OF_VERSIONS);
  const { page, last } = pageOfKeys(
    await store.versionedKeys(query.get("prefix") ?? ""),
    query,
    query.get("key-marker"),
  );
  const nodes: XmlNode[] = [...head(bucket, query, last)];
  if (last !== null) nodes.push(["NextKeyMarker", last]);
  for (const key of page) {
    for (const { versionId, isLatest, lastModified, object } of await store.versions(key)) {
      const common: XmlNode[] = [
        ["Key", key],
        ["VersionId", versionId],
        ["IsLatest", isLatest],
        ["LastModified", lastModified],
      ];
      if (!object) nodes.push(["DeleteMarker", common]);
      else {
        const own: XmlNode[] = [
          ["ETag", object.etag],
          ["Size", object.size],
          ["StorageClass", "STANDARD"],
        ];
        nodes.push(["Version", [...common, ...own]]);
      }
    }
  }
  return renderXml(["ListVersionsResult", nodes]);
}
