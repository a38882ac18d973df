/** ListObjectsV2: pages of keys in the order of their bytes. */
import { AwsError, notImplemented } from "../aws-error.ts";
import type { ObjectStore } from "./object-store.ts";
import { renderXml, type XmlNode } from "./xml.ts";

const KNOWN = ["list-type", "prefix", "max-keys", "continuation-token", "start-after", "x-id"];
const MAXIMUM_KEYS = 1000;

function readMaximum(query: URLSearchParams): number {
  const asked = Number(query.get("max-keys") ?? MAXIMUM_KEYS);
  if (!Number.isInteger(asked) || asked < 0) throw new AwsError("InvalidArgument", "max-keys is not a number");
  return Math.min(asked, MAXIMUM_KEYS);
}

/** @returns the answer's XML */
export async function listObjects(bucket: string, store: ObjectStore, query: URLSearchParams): Promise<string> {
  const unknown = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw notImplemented(`ListObjectsV2 with ${unknown.slice(0, 64)}`);
  const prefix = query.get("prefix") ?? "";
  const maximum = readMaximum(query);
  const token = query.get("continuation-token");
  const after = token === null ? query.get("start-after") : Buffer.from(token, "base64url").toString();
  const all = await store.keys(prefix);
  const rest = after === null ? all : all.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = rest.slice(0, maximum);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;

  const contents: XmlNode[] = [];
  for (const key of page) {
    const description = await store.describe(key);
    if (!description) continue;
    const { lastModified, etag, size } = description;
    contents.push([
      "Contents",
      [
        ["Key", key],
        ["LastModified", lastModified],
        ["ETag", etag],
        ["Size", size],
        ["StorageClass", "STANDARD"],
      ],
    ]);
  }
  const nodes: XmlNode[] = [
    ["Name", bucket],
    ["Prefix", prefix],
    ["KeyCount", contents.length],
    ["MaxKeys", maximum],
    ["IsTruncated", more],
    ...(more ? ([["NextContinuationToken", Buffer.from(last).toString("base64url")]] as const) : []),
    ...contents,
  ];
  return renderXml(["ListBucketResult", nodes]);
}
